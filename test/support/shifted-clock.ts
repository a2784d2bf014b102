import { readFileSync } from 'node:fs';

/**
 * Loaded before a program (`node --import`), sets its clock as an administrator would: what the file TEST_CLOCK says, in
 * milliseconds, is added to the time of the system, anew at each look. Timers and `performance.now` are as they are.
 */
const file = process.env.TEST_CLOCK;
const system = globalThis.Date;

if (file !== undefined) {
  const now = () => system.now() + Number(readFileSync(file, 'utf8'));
  globalThis.Date = new Proxy(system, {
    construct: (target, given) => Reflect.construct(target, given.length === 0 ? [now()] : given),
    apply: () => new system(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
