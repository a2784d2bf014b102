import { setImmediate } from 'node:timers/promises';

/** Runs work when its turn comes, in the order asked for. */
export type Turns = <T>(work: () => T) => Promise<T>;

/**
 * For reads that take long, since SQLite answers while everything else in this process waits: one after the other, each in a
 * turn of the event loop of its own, so that between two of them others are answered, however many were asked for at once.
 */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(() => setImmediate()).then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
