import { ConflictError } from './errors.ts';
import type { Store } from './store/store.ts';

const KIND = 'write-probe';
/** Supervisors ask every few seconds; a write each time would be too many. */
const EVERY_MS = 10_000;

/**
 * Whether records can be written: tried by writing one small row, over and over the same. Reading goes on from a full disk
 * or a locked index, so only a write tells. Rejects with what is in the way, in words; an answer holds for ten seconds.
 */
export function createWriteProbe(deps: {
  store: Pick<Store, 'state' | 'putState'>;
  /** What tells before a write fails, such as the room of a disk; throws in words. */
  before?: () => void;
  now: () => number;
}): () => Promise<void> {
  const { store, before, now } = deps;
  let last: { at: number; answer: Promise<void> } | null = null;

  async function write(): Promise<void> {
    before?.();
    const row = await store.state(KIND, 'last');
    try {
      await store.putState(KIND, 'last', { at: now() }, row?.version ?? null);
    } catch (error) {
      // Another process has just written it.
      if (!(error instanceof ConflictError)) throw error;
    }
  }

  return () => {
    if (last === null || now() - last.at >= EVERY_MS || now() < last.at) last = { at: now(), answer: write() };
    return last.answer;
  };
}
