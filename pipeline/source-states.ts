import { ConflictError } from './errors.ts';
import { type SourceStatus, sourceStatus } from './model/source-status.ts';
import type { Store } from './store/store.ts';

const KIND = 'source';
const TRIES = 5;

/** Keeps what is known of a source for the sources page. The newest word wins. */
export async function recordSourceStatus(store: Store, status: SourceStatus): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = await store.state(KIND, status.sourceId);
    try {
      await store.putState(KIND, status.sourceId, status, before?.version ?? null);
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === TRIES) throw error;
    }
  }
}

/** What earlier runs left, by source id. A row of an older shape is as good as none. */
export async function readSourceStatuses(store: Store): Promise<ReadonlyMap<string, SourceStatus>> {
  const known = new Map<string, SourceStatus>();
  for (const [id, { value }] of await store.states(KIND)) {
    const parsed = sourceStatus.safeParse(value);
    if (parsed.success) known.set(id, parsed.data);
  }
  return known;
}

/** What the last run anywhere left of one source; null when it never ran. */
export async function readSourceStatus(store: Store, sourceId: string): Promise<SourceStatus | null> {
  return sourceStatus.safeParse((await store.state(KIND, sourceId))?.value).data ?? null;
}
