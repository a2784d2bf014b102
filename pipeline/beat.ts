import { RetryableError } from './errors.ts';
import type { LiveFeed } from './notify/live-feed.ts';
import type { Logger } from './stage.ts';

export interface BeatOptions {
  /** In the log, when the work fails. */
  name: string;
  everyMs: number;
  live: LiveFeed;
  log: Logger;
}

/**
 * Does the work at once, at every beat, and soon after an alert; never twice at a time. What is due follows from the
 * records, so a failure only waits for the next beat. Gives the function that ends it, after the work under way.
 */
export function startBeat(
  work: () => Promise<unknown>,
  { name, everyMs, live, log }: BeatOptions,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let asked = false;
  let ended = false;

  async function run(): Promise<void> {
    asked = false;
    if (ended) return;
    try {
      await work();
    } catch (error) {
      // A service that is away for a moment is nothing a person must mend.
      const how = error instanceof RetryableError ? 'warn' : 'error';
      log[how]({ work: name, err: String(error) }, 'failed, trying again at the next beat');
    }
  }
  /** However often it is asked for meanwhile, one more round after the one under way is enough. */
  function soon(): void {
    if (asked || ended) return;
    asked = true;
    running = running.then(run);
  }

  const timer = setInterval(soon, everyMs);
  const unsubscribe = live.subscribe(({ kind }) => {
    if (kind === 'alert') soon();
  });
  soon();
  return async () => {
    ended = true;
    clearInterval(timer);
    unsubscribe();
    await running;
  };
}
