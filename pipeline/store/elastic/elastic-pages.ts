import { decodeCursor, encodeCursor, listKey } from '../cursor.ts';
import type { Page, Paged } from '../queries.ts';
import type { Elastic } from './elastic-client.ts';
import { allOf, type Conditions } from './elastic-conditions.ts';
import { numberField, textField } from './elastic-docs.ts';
import type { Source } from './elastic-write.ts';

/** A list that is sorted by a time, newest first, then by id. */
export interface List {
  /** Name of the list: with the filter it says which cursors belong to it. */
  name: string;
  filter: object;
  index: string;
  conditions: Conditions;
  /** Field to sort by, falling. */
  at: string;
}

const COUNT_CAP = 10_000;
const LARGEST_PAGE = 200;

export const pageSize = (page: Page): number => Math.min(Math.max(Math.trunc(page.limit), 1), LARGEST_PAGE);

/** One page of records and the total. `toItem` gives null for one that is left out. */
export async function readPage<T>(
  elastic: Elastic,
  list: List,
  page: Page,
  toItem: (hit: { id: string; source: Source }) => T | null,
): Promise<Paged<T>> {
  const limit = pageSize(page);
  const key = listKey(list.name, list.filter);
  const after = page.cursor === undefined ? null : decodeCursor(key, page.cursor);
  const { hits, total } = await elastic.search({
    index: list.index,
    query: allOf(list.conditions),
    sort: [{ [list.at]: 'desc' }, { id: 'asc' }],
    size: limit + 1,
    count: COUNT_CAP + 1,
    ...(after === null ? {} : { after: [after.at, after.id] }),
  });
  const shown = hits.slice(0, limit);
  const last = shown.at(-1)?.source;
  const next =
    hits.length > limit && last !== undefined
      ? { next: encodeCursor(key, { at: numberField(last, list.at), id: textField(last, 'id') }) }
      : {};
  return {
    items: shown.flatMap((hit) => toItem(hit) ?? []),
    ...next,
    total: Math.min(total, COUNT_CAP),
    totalCapped: total > COUNT_CAP,
  };
}
