import type { Subject } from '../rules/rule-set.ts';
import type { StoreFilter } from '../rules/store-filter.ts';
import type { Post } from './model/post.ts';
import type { Queries, TimeRange } from './store/queries.ts';
import type { AnalysedPost } from './store/store.ts';

/** [from, to) applies to `eventTime`. */
export interface BackSearch<T> extends TimeRange {
  /** Lets every post through that `verify` may say yes to. */
  filter: StoreFilter;
  /** What is wanted of a post that hits; null for one that does not. */
  verify(subject: Subject, post: AnalysedPost): T | null;
}

export interface BackSearchDeps {
  queries: Pick<Queries, 'candidates'>;
  /** The post as rules see it, cut into words as at its arrival. */
  toSubject(post: Post): Subject;
}

export interface BackSearchPage<T> {
  /** Hits among the candidates of this page, in the order of the walk. */
  hits: readonly { post: AnalysedPost; found: T }[];
  /** Looked at since the beginning, this page included. */
  candidates: number;
  hitsSoFar: number;
}

export interface BackSearchOptions {
  /** Ends the search with the signal's reason. */
  signal?: AbortSignal;
  /** Candidates a page, at most 200; default 200. */
  pageSize?: number;
}

/** After so many posts the event loop gets a turn. */
const BREATH = 20;

/**
 * Searches the stored posts with the matcher's own eyes: the store hands over candidates, and each is verified as if it
 * had just arrived. Yields page by page, also pages without a hit, so that progress can be shown.
 */
export async function* backSearch<T>(
  search: BackSearch<T>,
  deps: BackSearchDeps,
  { signal, pageSize = 200 }: BackSearchOptions = {},
): AsyncGenerator<BackSearchPage<T>, void, undefined> {
  const { verify, ...asked } = search;
  let candidates = 0;
  let hitsSoFar = 0;
  let cursor: string | undefined;
  do {
    signal?.throwIfAborted();
    const page = await deps.queries.candidates(asked, { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) });
    const hits: { post: AnalysedPost; found: T }[] = [];
    for (const post of page.items) {
      candidates += 1;
      if (candidates % BREATH === 0) {
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
      }
      const found = verify(deps.toSubject(post.post), post);
      if (found !== null) hits.push({ post, found });
    }
    hitsSoFar += hits.length;
    yield { hits, candidates, hitsSoFar };
    cursor = page.next;
  } while (cursor !== undefined);
}
