import type { SQLOutputValue } from 'node:sqlite';
import { WARNING_LEVELS } from '../../model/levels.ts';
import type { FoundPost, Page, Paged, PostFilter, Queries } from '../queries.ts';
import { type RowReader, storedPost } from '../record-reader.ts';
import { both, type Conditions, conditions, postConditions, where } from './sqlite-conditions.ts';
import type { Connection } from './sqlite-connection.ts';
import { eventOfPost, idsLeadingTo } from './sqlite-event-rows.ts';
import { matchAll, type TextMatch } from './sqlite-match.ts';
import { countUpTo, readPage } from './sqlite-pages.ts';
import { fromList } from './sqlite-text.ts';
import { numberOf, textOf, textOrNull } from './sqlite-values.ts';

type Row = Record<string, SQLOutputValue>;
type TermField = Parameters<Queries['topTerms']>[1];

/** More matches than this and a page is found faster by walking the posts by time and asking each for the text. */
const COMMON_TEXT = 5000;

/** The posts that match, by way of the full-text index where texts are sought. */
export function matches(filter: PostFilter): { from: string; conditions: Conditions } {
  const sought = matchAll(filter.contains ?? []);
  const fields = postConditions(filter);
  if (sought === null) return { from: 'posts p', conditions: fields };
  return {
    // CROSS JOIN fixes the order: the index first, then each post by its id.
    from: 'post_pairs t CROSS JOIN posts p ON p.id = t.rowid',
    conditions: both(conditions([['t.post_pairs MATCH ?', sought.match]]), fields),
  };
}

export function findPosts(
  connection: Connection,
  rows: RowReader,
  query: { filter: PostFilter; page: Page },
): Paged<FoundPost> {
  const { filter, page } = query;
  const counted = matches(filter);
  const list = { name: 'posts', filter, at: 'p.event_time', id: 'p.doc_id', columns: ['p.id AS row_id'] };
  const sought = matchAll(filter.contains ?? []);
  const source = sought === null || !isCommon(connection, sought.match) ? counted : walkedByTime(filter, sought);
  return readPage(connection, { ...list, ...source, countFrom: counted }, page, (row) => {
    const body = connection.statement('SELECT doc FROM post_bodies WHERE id = ?').get(numberOf(row, 'row_id'));
    return body === undefined ? null : toFoundPost(connection, rows, { ...body, doc_id: row.page_id ?? null });
  });
}

/** Newest first, each post asked for the text; or, where asking is dear, looked up in what was found at one stroke. */
function walkedByTime(filter: PostFilter, { match, isDear }: TextMatch): { from: string; conditions: Conditions } {
  // The plus lets the walk go by time, not by what was found.
  const asked = isDear
    ? '+p.id IN (SELECT rowid FROM post_pairs WHERE post_pairs MATCH ?)'
    : 'EXISTS (SELECT 1 FROM post_pairs t WHERE t.rowid = p.id AND t.post_pairs MATCH ?)';
  return { from: 'posts p', conditions: both(postConditions(filter), conditions([[asked, match]])) };
}

function isCommon(connection: Connection, match: string): boolean {
  const found = { from: 'post_pairs', conditions: conditions([['post_pairs MATCH ?', match]]) };
  return countUpTo(connection, found, COMMON_TEXT + 1) > COMMON_TEXT;
}

export function onePost(connection: Connection, rows: RowReader, docId: string): FoundPost | null {
  const row = connection
    .statement('SELECT p.doc_id, b.doc FROM posts p JOIN post_bodies b ON b.id = p.id WHERE p.doc_id = ?')
    .get(docId);
  if (row === undefined) return null;
  const stored = rows.must(storedPost, docId, textOf(row, 'doc'));
  return { ...stored, eventId: eventOfPost(connection, docId) };
}

/** The newest stored posts of an event, which is its present id; the members are gone through once. */
export function newestOfEvent(
  connection: Connection,
  rows: RowReader,
  { eventId, limit }: { eventId: string; limit: number },
): FoundPost[] {
  const newest = connection
    .statement(
      `SELECT p.id FROM memberships m CROSS JOIN posts p ON p.doc_id = m.doc_id WHERE ${idsLeadingTo('m.event_id')}
       ORDER BY p.event_time DESC, p.doc_id LIMIT ?2`,
    )
    .all(eventId, limit);
  const body = connection.statement(
    'SELECT p.doc_id, b.doc FROM posts p JOIN post_bodies b ON b.id = p.id WHERE p.id = ?',
  );
  return newest.flatMap((row) => {
    const found = body.get(numberOf(row, 'id'));
    const stored = found === undefined ? null : rows.read(storedPost, textOf(found, 'doc_id'), textOf(found, 'doc'));
    return stored === null ? [] : [{ ...stored, eventId }];
  });
}

function toFoundPost(connection: Connection, rows: RowReader, row: Row): FoundPost | null {
  const docId = textOf(row, 'doc_id');
  const stored = rows.read(storedPost, docId, textOf(row, 'doc'));
  if (stored === null) return null;
  return { ...stored, eventId: eventOfPost(connection, docId) };
}

const TERM_COLUMNS: Record<TermField, { column: string; values(row: Row): readonly string[] }> = {
  topic: { column: 'p.topics', values: listed },
  rule: { column: 'p.rules', values: listed },
  keyword: { column: 'p.keywords', values: listed },
  district: { column: 'p.district', values: single },
  source: { column: 'p.source_id', values: single },
  channel: { column: 'p.channel', values: single },
  level: {
    column: 'p.level',
    values: (row) => {
      const level = WARNING_LEVELS[numberOf(row, 'value')];
      return level === undefined ? [] : [level];
    },
  },
};

export function topTerms(
  connection: Connection,
  filter: PostFilter,
  wanted: { field: TermField; limit: number },
): { value: string; count: number }[] {
  const { from, conditions: where_ } = matches(filter);
  const { column, values } = TERM_COLUMNS[wanted.field];
  // Grouped by the whole list first: posts with the same list are many, so few rows come over.
  const rows = connection
    .statement(`SELECT ${column} AS value, count(*) AS n FROM ${from} ${where(where_)} GROUP BY value`)
    .iterate(...where_.values);
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const value of new Set(values(row))) counts.set(value, (counts.get(value) ?? 0) + numberOf(row, 'n'));
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, wanted.limit);
}

function listed(row: Row): readonly string[] {
  return fromList(textOf(row, 'value'));
}

function single(row: Row): readonly string[] {
  const value = textOrNull(row, 'value');
  return value === null ? [] : [value];
}
