import type { Subject } from '../../rules/rule-set.ts';
import { createSubjectReader } from '../match/match.ts';
import type { Segmenter } from '../segment/segmenter.ts';
import type { Queries } from '../store/queries.ts';

/** Fewer say nothing about what rules will meet. */
const LEAST = 100;
const MOST = 400;
const KEPT_MS = 600_000;

/** The latest posts as rules see them, read anew now and then; null while there are too few. */
export function createRecentSubjects(deps: {
  queries: Pick<Queries, 'findPosts'>;
  segmenter: Segmenter;
  fold(text: string): string;
  now(): number;
}): () => Promise<readonly Subject[] | null> {
  let kept: { at: number; subjects: Promise<readonly Subject[] | null> } | null = null;

  async function read(): Promise<readonly Subject[] | null> {
    const toSubject = createSubjectReader(deps.segmenter, deps.fold);
    const subjects: Subject[] = [];
    let cursor: string | undefined;
    do {
      const page = await deps.queries.findPosts({}, { limit: 200, ...(cursor === undefined ? {} : { cursor }) });
      for (const { post } of page.items) subjects.push(toSubject(post));
      cursor = page.next;
    } while (cursor !== undefined && subjects.length < MOST);
    return subjects.length < LEAST ? null : subjects;
  }

  return () => {
    if (kept !== null && deps.now() - kept.at < KEPT_MS) return kept.subjects;
    const subjects = read();
    subjects.catch(() => {
      kept = null;
    });
    kept = { at: deps.now(), subjects };
    return subjects;
  };
}
