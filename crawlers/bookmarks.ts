import { z } from 'zod';
import { ConflictError } from '../pipeline/errors.ts';
import { deterministicId } from '../pipeline/model/ids.ts';
import type { Store } from '../pipeline/store/store.ts';

/** What lets a server answer "nothing new" (RFC 9110, 13.1). */
export const validators = z.object({ etag: z.string().nullable(), modified: z.string().nullable() });
export type Validators = z.infer<typeof validators>;

/**
 * How far a source has been read. Written before a run goes deeper and when it ends, never ahead of what was accepted:
 * whatever moment a process dies at, the next run looks at least as deep as there may be something left.
 */
export const bookmark = z.object({
  /** Until a first run came to its end: what it leaves behind is history, and is not gone back for. */
  first: z.boolean(),
  /** By list address: how many list pages, counted from it, may hold entries that were not taken. */
  depth: z.record(z.string(), z.int()),
  /** Runs in a row that left something behind. */
  unfinished: z.int(),
  /** By list address; only of runs that left nothing behind. */
  validators: z.record(z.string(), validators),
  /** Of the row that was read with: another row may see other entries on the same page. */
  row: z.string(),
});
export type Bookmark = z.infer<typeof bookmark>;

export interface Bookmarks {
  /** A fresh one where none is kept, or where it was made with another row. */
  read(sourceId: string, row: object): Promise<Bookmark>;
  /** Resolves when it is durable. */
  write(sourceId: string, bookmark: Bookmark): Promise<void>;
}

const KIND = 'crawl-bookmark';

/** Without a store they live as long as the process. */
export function createBookmarks(store?: Pick<Store, 'state' | 'putState'>): Bookmarks {
  const kept = new Map<string, Bookmark>();
  return {
    async read(sourceId, row) {
      const made = deterministicId('k', JSON.stringify(row));
      const parsed = bookmark.safeParse(store ? (await store.state(KIND, sourceId))?.value : kept.get(sourceId));
      const none: Bookmark = { first: true, depth: {}, unfinished: 0, validators: {}, row: made };
      if (!parsed.success) return none;
      return parsed.data.row === made ? parsed.data : { ...parsed.data, validators: {}, row: made };
    },
    async write(sourceId, value) {
      kept.set(sourceId, value);
      if (!store) return;
      const stored = await store.state(KIND, sourceId);
      await store.putState(KIND, sourceId, value, stored?.version ?? null).catch((error: unknown) => {
        // Only a process that lost its lease can meet another's word, and the other's is the newer one.
        if (!(error instanceof ConflictError)) throw error;
      });
    },
  };
}

/** The request headers that ask for a page only if it changed. */
export function conditionsOf({ etag, modified }: Validators): Record<string, string> {
  return {
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(modified === null ? {} : { 'if-modified-since': modified }),
  };
}
