import type { Bus } from './bus/bus.ts';
import type { Outcome } from './model/outcome.ts';
import type { RawItem } from './model/raw-item.ts';
import type { Store } from './store/store.ts';

const REMEMBERED = 50_000;

export interface Accepted {
  accepted: number;
  duplicates: number;
  /** The accepted ones; an item that stands twice in the list is here once. */
  rawIds: ReadonlySet<string>;
}

export interface Ingest {
  /**
   * Puts what is new on the bus. `duplicates` are items whose very version has an outcome already or is on its way;
   * a new item with old content is found later and ends as a `duplicate` outcome.
   */
  accept(items: readonly RawItem[]): Promise<Accepted>;
  /** Which of these versions are known. */
  known(rawIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** The one door into the pipeline, for crawlers and imports alike. */
export function createIngest(bus: Bus, store: Store): Ingest {
  // Only saves work: an item published twice ends in one record all the same.
  const underway = new Set<string>();

  function remember(rawIds: readonly string[]): void {
    for (const rawId of rawIds) underway.add(rawId);
    for (const oldest of underway) {
      if (underway.size <= REMEMBERED) break;
      underway.delete(oldest);
    }
  }

  async function known(rawIds: readonly string[]): Promise<ReadonlySet<string>> {
    const outcomes = await store.outcomes(rawIds);
    return new Set(rawIds.filter((rawId) => outcomes.has(rawId) || underway.has(rawId)));
  }

  return {
    known,
    async accept(items) {
      const seen = await known(items.map((item) => item.rawId));
      const fresh = new Map(items.filter((item) => !seen.has(item.rawId)).map((item) => [item.rawId, item]));
      await bus.publish(
        'raw',
        [...fresh.values()].map((item) => ({ key: item.docId, value: item })),
      );
      remember([...fresh.keys()]);
      return { accepted: fresh.size, duplicates: items.length - fresh.size, rawIds: new Set(fresh.keys()) };
    },
  };
}

const POLL_MS = 20;

/**
 * Waits until every one of these versions has an outcome; `behind` tells how much of the log still lies before them.
 * Rejects with the signal's reason when aborted.
 */
export async function waitForOutcomes(
  store: Store,
  rawIds: readonly string[],
  { behind, signal }: { behind: () => Promise<number>; signal: AbortSignal },
): Promise<ReadonlyMap<string, Outcome>> {
  for (;;) {
    signal.throwIfAborted();
    // Asking for thousands of outcomes is dear: only once the log is worked off.
    if ((await behind()) === 0) {
      const found = await store.outcomes(rawIds);
      if (found.size === rawIds.length) return found;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
