import type { Bus } from './bus/bus.ts';
import type { Outcome } from './model/outcome.ts';
import type { RawItem } from './model/raw-item.ts';
import type { Store } from './store/store.ts';

const REMEMBERED = 50_000;

export interface Ingest {
  /**
   * Puts what is new on the bus. `duplicates` are items whose very version has an outcome already or is on its way;
   * a new item with old content is found later and ends as a `duplicate` outcome.
   */
  accept(items: readonly RawItem[]): Promise<{ accepted: number; duplicates: number }>;
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
      const seen = new Set(await known(items.map((item) => item.rawId)));
      const fresh = items.filter((item) => {
        if (seen.has(item.rawId)) return false;
        seen.add(item.rawId);
        return true;
      });
      await bus.publish(
        'raw',
        fresh.map((item) => ({ key: item.docId, value: item })),
      );
      remember(fresh.map((item) => item.rawId));
      return { accepted: fresh.length, duplicates: items.length - fresh.length };
    },
  };
}

const POLL_MS = 20;

/** Waits until every one of these versions has an outcome. Rejects with the signal's reason when aborted. */
export async function waitForOutcomes(
  store: Store,
  rawIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Outcome>> {
  const found = new Map<string, Outcome>();
  let missing = [...new Set(rawIds)];
  while (missing.length > 0) {
    signal.throwIfAborted();
    for (const [rawId, outcome] of await store.outcomes(missing)) found.set(rawId, outcome);
    missing = missing.filter((rawId) => !found.has(rawId));
    if (missing.length > 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return found;
}
