import { PoisonError } from '../errors.ts';
import { type Draft, draft } from '../model/draft.ts';
import type { Store } from '../store/store.ts';

const KIND = 'rule-draft';

/** A draft as stored; `row` is what a change of it must name. */
export interface StoredDraft {
  draft: Draft;
  row: number;
}

/** Drafts on state rows; every change is a compare-and-set on the row the caller read. */
export interface Drafts {
  /** Latest change first. */
  list(): Promise<readonly StoredDraft[]>;
  read(draftId: string): Promise<StoredDraft | null>;
  /** `row` null: must not exist. Throws ConflictError when somebody else was faster. */
  write(draft: Draft, row: number | null): Promise<StoredDraft>;
}

export function createDrafts(store: Store): Drafts {
  return {
    async list() {
      const rows = [...(await store.states(KIND)).entries()].map(([id, row]) => stored(id, row));
      return rows.sort((a, b) => (a.draft.updatedAt < b.draft.updatedAt ? 1 : -1));
    },
    async read(draftId) {
      const row = await store.state(KIND, draftId);
      return row === null ? null : stored(draftId, row);
    },
    async write(next, row) {
      return { draft: next, row: await store.putState(KIND, next.draftId, next, row) };
    },
  };
}

function stored(id: string, { value, version }: { value: unknown; version: number }): StoredDraft {
  const parsed = draft.safeParse(value);
  if (!parsed.success) throw new PoisonError(`draft ${id} cannot be read`, { cause: parsed.error });
  return { draft: parsed.data, row: version };
}
