import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { decodeCursor, encodeCursor, listKey, type Place } from '../cursor.ts';
import type { Page, Paged } from '../queries.ts';
import { both, type Conditions, conditions, where } from './sqlite-conditions.ts';
import type { Connection } from './sqlite-connection.ts';
import { numberOf, textOf } from './sqlite-values.ts';

type Row = Record<string, SQLOutputValue>;

/** A list that is sorted by a time, newest first, then by id. */
export interface List {
  /** Name of the list: with the filter it says which cursors belong to it. */
  name: string;
  filter: object;
  /** `FROM` of the page; the count may come from elsewhere. */
  from: string;
  countFrom?: { from: string; conditions: Conditions };
  conditions: Conditions;
  /** Conditions that exclude each other and together are `conditions`, where an index has the order of each alone. */
  each?: readonly Conditions[];
  /** Columns to sort by, `at` falling and `id` rising. */
  at: string;
  id: string;
  /** Further columns wanted. */
  columns: readonly string[];
}

const COUNT_CAP = 10_000;
export const LARGEST_PAGE = 200;

/** One page of rows and the total. Call within one snapshot. `toItem` gives null for a row that is left out. */
export function readPage<T>(connection: Connection, list: List, page: Page, toItem: (row: Row) => T | null): Paged<T> {
  const limit = Math.min(Math.max(Math.trunc(page.limit), 1), LARGEST_PAGE);
  const key = listKey(list.name, list.filter);
  const after = page.cursor === undefined ? null : decodeCursor(key, page.cursor);
  const branches = (list.each ?? [list.conditions]).map((one) => pageOfBranch(list, one, after, limit + 1));
  const rows = connection
    .statement(
      branches.length === 1
        ? branches.map(({ sql }) => sql).join('')
        : `${branches.map(({ sql }) => `SELECT * FROM (${sql})`).join(' UNION ALL ')}
           ORDER BY page_at DESC, page_id LIMIT ?`,
    )
    .all(...branches.flatMap(({ values }) => values), ...(branches.length === 1 ? [] : [limit + 1]));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const counted = countUpTo(connection, list.countFrom ?? list, COUNT_CAP + 1);
  return {
    items: shown.flatMap((row) => toItem(row) ?? []),
    ...(rows.length > limit && last !== undefined ? { next: encodeCursor(key, placeOf(last)) } : {}),
    total: Math.min(counted, COUNT_CAP),
    totalCapped: counted > COUNT_CAP,
  };
}

/** The first rows of one branch behind the place, in the order of the list. */
function pageOfBranch(list: List, one: Conditions, after: Place | null, limit: number) {
  const wanted = after === null ? one : both(one, afterPlace(list, after));
  const columns = list.columns.map((column) => `, ${column}`).join('');
  return {
    sql: `SELECT ${list.at} AS page_at, ${list.id} AS page_id${columns}
      FROM ${list.from} ${where(wanted)} ORDER BY ${list.at} DESC, ${list.id} LIMIT ?`,
    values: [...wanted.values, limit],
  };
}

/** Rows that match, counted no further than `cap`. */
export function countUpTo(connection: Connection, list: { from: string; conditions: Conditions }, cap: number): number {
  const values: SQLInputValue[] = [...list.conditions.values, cap];
  const row = connection
    .statement(`SELECT count(*) AS n FROM (SELECT 1 FROM ${list.from} ${where(list.conditions)} LIMIT ?)`)
    .get(...values);
  return row === undefined ? 0 : numberOf(row, 'n');
}

function afterPlace(list: List, place: Place): Conditions {
  // The first comparison alone lets the index start at the place; the second settles the ties.
  return conditions([
    [`${list.at} <= ?`, place.at],
    [`(${list.at} < ? OR ${list.id} > ?)`, place.at, place.id],
  ]);
}

function placeOf(row: Row): Place {
  return { at: numberOf(row, 'page_at'), id: textOf(row, 'page_id') };
}
