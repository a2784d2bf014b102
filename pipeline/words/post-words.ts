import type { Queries } from '../store/queries.ts';

const PAGE = 200;

export interface WordsQuery {
  from: string;
  to: string;
  topic?: string;
}

/** The keywords of every stored post of the bureau's business in [from, to), one list a post. Pages through the store. */
export async function* wordsOfPosts(queries: Pick<Queries, 'findPosts'>, { from, to, topic }: WordsQuery) {
  let cursor: string | undefined;
  do {
    const filter = { from, to, domain: true, ...(topic === undefined ? {} : { topic }) };
    const page = await queries.findPosts(filter, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const { verdict } of page.items) yield verdict.keywords;
    cursor = page.next;
  } while (cursor !== undefined);
}
