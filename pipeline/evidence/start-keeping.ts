import type { LiveFeed } from '../notify/live-feed.ts';
import type { Logger } from '../stage.ts';
import type { EvidenceKeeper } from './keeper.ts';

const BEAT_MS = 30_000;

/** Keeps evidence soon after an alert, and what had to wait at a beat. Gives the function that ends it. */
export function startKeeping(keeper: EvidenceKeeper, live: LiveFeed, log: Logger): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let asked = false;

  async function keep(): Promise<void> {
    asked = false;
    try {
      await keeper.keep();
    } catch (error) {
      log.error({ err: String(error) }, 'keeping evidence failed, trying again at the next beat');
    }
  }
  /** However often it is asked for meanwhile, one more sweep after the one under way is enough. */
  function soon(): void {
    if (asked) return;
    asked = true;
    running = running.then(keep);
  }

  const timer = setInterval(soon, BEAT_MS);
  const unsubscribe = live.subscribe(({ kind }) => {
    if (kind === 'alert') soon();
  });
  soon();
  return async () => {
    clearInterval(timer);
    unsubscribe();
    await running;
  };
}
