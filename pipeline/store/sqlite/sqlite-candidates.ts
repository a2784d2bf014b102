import { decodeCursor, encodeCursor, listKey } from '../cursor.ts';
import type { CandidatePage, CandidateSearch, Page } from '../queries.ts';
import { type RowReader, storedPost } from '../record-reader.ts';
import { both, conditions, rangeConditions, where } from './sqlite-conditions.ts';
import type { Connection } from './sqlite-connection.ts';
import { toSqliteFilter } from './sqlite-filter.ts';
import { LARGEST_PAGE } from './sqlite-pages.ts';
import { numberOf, textOf } from './sqlite-values.ts';

/**
 * Walks from the newest row to the oldest: the full-text index gives its rows in that order, so a page costs what it
 * holds, and rows that come meanwhile lie behind the walker.
 */
export function findCandidates(
  connection: Connection,
  rows: RowReader,
  { search, page }: { search: CandidateSearch; page: Page },
): CandidatePage {
  const limit = Math.min(Math.max(Math.trunc(page.limit), 1), LARGEST_PAGE);
  const key = listKey('candidates', search);
  const before = page.cursor === undefined ? null : decodeCursor(key, page.cursor).at;
  const { match, conditions: others } = toSqliteFilter(search.filter);
  const rowid = match === null ? 'p.id' : 't.rowid';
  const placed = conditions([
    match === null ? null : ['t.post_pairs MATCH ?', match],
    before === null ? null : [`${rowid} < ?`, before],
  ]);
  // The plus keeps the index by time out of it: rows would come by time, and each page would sort them all again.
  const wanted = both(both(placed, others), rangeConditions('+p.event_time', search));
  const found = connection
    .statement(
      `SELECT p.id, p.doc_id, b.doc
       FROM ${match === null ? 'posts p' : 'post_pairs t CROSS JOIN posts p ON p.id = t.rowid'}
       CROSS JOIN post_bodies b ON b.id = p.id ${where(wanted)} ORDER BY ${rowid} DESC LIMIT ?`,
    )
    .all(...wanted.values, limit + 1);
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.flatMap((row) => rows.read(storedPost, textOf(row, 'doc_id'), textOf(row, 'doc')) ?? []);
  if (found.length <= limit || last === undefined) return { items };
  return { items, next: encodeCursor(key, { at: numberOf(last, 'id'), id: '' }) };
}
