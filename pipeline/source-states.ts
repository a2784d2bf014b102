import { ConflictError } from './errors.ts';
import type { SourceStatus } from './model/source-status.ts';
import type { Store } from './store/store.ts';

const KIND = 'source';

/** Keeps what is known of a source for the sources page. The newest word wins. */
export async function recordSourceStatus(store: Store, status: SourceStatus): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = await store.state(KIND, status.sourceId);
    try {
      await store.putState(KIND, status.sourceId, status, before?.version ?? null);
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === 5) throw error;
    }
  }
}
