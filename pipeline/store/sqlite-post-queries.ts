import type { SQLOutputValue } from 'node:sqlite';
import { ConfigError } from '../errors.ts';
import { startOfDay, toEpoch, toShanghai } from '../model/calendar.ts';
import { WARNING_LEVELS } from '../model/levels.ts';
import type { Bucket, FoundPost, Page, Paged, PostFilter, Queries } from './queries.ts';
import { both, type Conditions, conditions, postConditions, where } from './sqlite-conditions.ts';
import type { Connection } from './sqlite-connection.ts';
import { matchAll } from './sqlite-match.ts';
import { countUpTo, readPage } from './sqlite-pages.ts';
import { type RowReader, storedPost } from './sqlite-rows.ts';
import { fromList } from './sqlite-text.ts';
import { numberOf, textOf, textOrNull } from './sqlite-values.ts';

type Row = Record<string, SQLOutputValue>;
type TermField = Parameters<Queries['topTerms']>[1];

/** More matches than this and a page is found faster by walking the posts by time and asking each for the text. */
const COMMON_TEXT = 5000;
/** More columns than any chart can show; an hour's width over many years is a mistake. */
const MOST_BUCKETS = 100_000;
const HOUR_MS = 3_600_000;

/** The posts that match, by way of the full-text index where texts are sought. */
function matches(filter: PostFilter): { from: string; conditions: Conditions } {
  const match = matchAll(filter.contains ?? []);
  const fields = postConditions(filter);
  if (match === null) return { from: 'posts p', conditions: fields };
  return {
    // CROSS JOIN fixes the order: the index first, then each post by its id.
    from: 'post_pairs t CROSS JOIN posts p ON p.id = t.rowid',
    conditions: both(conditions([['t.post_pairs MATCH ?', match]]), fields),
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
  const walk = { from: 'posts p', conditions: postConditions(filter) };
  const match = matchAll(filter.contains ?? []);
  const source =
    match === null || !isCommon(connection, match)
      ? counted
      : {
          from: 'posts p',
          conditions: both(
            walk.conditions,
            conditions([['EXISTS (SELECT 1 FROM post_pairs t WHERE t.rowid = p.id AND t.post_pairs MATCH ?)', match]]),
          ),
        };
  return readPage(connection, { ...list, ...source, countFrom: counted }, page, (row) => {
    const body = connection.statement('SELECT doc FROM post_bodies WHERE id = ?').get(numberOf(row, 'row_id'));
    return body === undefined ? null : toFoundPost(connection, rows, { ...body, doc_id: row.page_id ?? null });
  });
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
  return { ...stored, eventId: eventOf(connection, docId) };
}

function toFoundPost(connection: Connection, rows: RowReader, row: Row): FoundPost | null {
  const docId = textOf(row, 'doc_id');
  const stored = rows.read(storedPost, docId, textOf(row, 'doc'));
  if (stored === null) return null;
  return { ...stored, eventId: eventOf(connection, docId) };
}

function eventOf(connection: Connection, docId: string): string | null {
  const member = connection.statement('SELECT event_id FROM memberships WHERE doc_id = ?').get(docId);
  return member === undefined ? null : textOf(member, 'event_id');
}

export function countPosts(connection: Connection, filter: PostFilter, bucket: 'hour' | 'day'): Bucket[] {
  const { from, conditions: wanted } = matches(filter);
  // Hours in SQL, days here: the zone is a whole number of hours from UTC, and only the calendar knows which.
  const hours = connection
    .statement(
      `SELECT p.event_time - ((p.event_time % ${HOUR_MS}) + ${HOUR_MS}) % ${HOUR_MS} AS hour, count(*) AS n
       FROM ${from} ${where(wanted)} GROUP BY hour ORDER BY hour`,
    )
    .all(...wanted.values);
  const align = bucket === 'day' ? startOfDay : startOfHour;
  const width = bucket === 'day' ? 24 * HOUR_MS : HOUR_MS;
  const counts = new Map<number, number>();
  for (const row of hours) {
    const start = align(numberOf(row, 'hour'));
    counts.set(start, (counts.get(start) ?? 0) + numberOf(row, 'n'));
  }
  const found = [...counts.keys()];
  const first = filter.from === undefined ? found[0] : align(toEpoch(filter.from));
  const last = filter.to === undefined ? found.at(-1) : toEpoch(filter.to) - 1;
  if (first === undefined || last === undefined) return [];
  if ((last - first) / width > MOST_BUCKETS) throw tooManyBuckets(bucket);
  const buckets: Bucket[] = [];
  for (let start = first; start <= last; start += width) {
    buckets.push({ from: toShanghai(start), count: counts.get(start) ?? 0 });
  }
  return buckets;
}

function startOfHour(epochMs: number): number {
  return Math.floor(epochMs / HOUR_MS) * HOUR_MS;
}

function tooManyBuckets(bucket: string): ConfigError {
  const message = `时间范围过长，按 ${bucket} 统计会超过 ${MOST_BUCKETS} 段`;
  return new ConfigError([{ where: 'bucket', message, hint: '请缩短时间范围或改为按天统计' }]);
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
