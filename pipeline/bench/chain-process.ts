import { z } from 'zod';
import { readConfig } from '../config.ts';
import { startSystem } from '../main.ts';

/**
 * One process of the distributed engine, the same as `yuqing start --role …` runs, that tells its CPU time (ms) when asked for
 * `cpu` and closes at `end`. Argument: its role.
 */
const role = z.enum(['work', 'work --stateful']).parse(process.argv[2]);
const say = (what: string | number) => process.send?.(what);
const problem = (fields: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);

const system = await startSystem({
  config: readConfig(process.env),
  log: { info() {}, warn() {}, error: problem },
  now: Date.now,
  role,
  onFatal: (error) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
});
process.on('message', (asked) => {
  if (asked === 'cpu') say(cpuMs());
  if (asked === 'end') void system.close().finally(() => process.disconnect());
});
// Whoever started it is gone: nobody would ever end it.
process.on('disconnect', () => process.exit(0));
say('ready');

function cpuMs(): number {
  const { user, system: kernel } = process.cpuUsage();
  return (user + kernel) / 1_000;
}
