import { toEpoch } from '../../model/calendar.ts';
import { type BucketKind, type Ends, fillBuckets, HOUR_MS, planBuckets } from '../buckets.ts';
import type { Bucket, PostFilter } from '../queries.ts';
import { postConditions, where } from './sqlite-conditions.ts';
import type { Connection } from './sqlite-connection.ts';
import { matches } from './sqlite-post-queries.ts';
import { numberOf } from './sqlite-values.ts';

/** Beyond, so many questions cost more than one that groups the whole. */
const MANY_BUCKETS = 5_000;

export function countPosts(connection: Connection, filter: PostFilter, bucket: BucketKind): Bucket[] {
  const ends = endsOf(connection, filter);
  if (ends === null || ends.from >= ends.to) return [];
  const { align, wanted } = planBuckets(ends, bucket);
  const count =
    wanted > MANY_BUCKETS || isScattered(filter)
      ? countedTogether(connection, filter, align)
      : countedApart(connection, filter, ends);
  return fillBuckets(ends, bucket, count);
}

type Count = (start: number, end: number) => number;

/** Found by something other than time, hence in no order of time. */
function isScattered(filter: PostFilter): boolean {
  return filter.eventId !== undefined || (filter.contains ?? []).length > 0;
}

/** One count a bucket: each reads its stretch of the index by time, several times faster than grouping the whole. */
function countedApart(connection: Connection, { from: _, to: __, ...filter }: PostFilter, ends: Ends): Count {
  const fields = postConditions(filter);
  const stretch = ['p.event_time >= ?', 'p.event_time < ?'];
  const statement = connection.statement(
    `SELECT count(*) AS n FROM posts p ${where({ ...fields, sql: [...fields.sql, ...stretch] })}`,
  );
  return (start, end) => {
    const row = statement.get(...fields.values, Math.max(start, ends.from), Math.min(end, ends.to));
    return row === undefined ? 0 : numberOf(row, 'n');
  };
}

/** All are fetched once and grouped. */
function countedTogether(connection: Connection, filter: PostFilter, align: (epochMs: number) => number): Count {
  const { from, conditions: wanted } = matches(filter);
  // Hours in SQL, days here: the zone is a whole number of hours from UTC, and only the calendar knows which.
  const hours = connection
    .statement(
      `SELECT p.event_time - ((p.event_time % ${HOUR_MS}) + ${HOUR_MS}) % ${HOUR_MS} AS hour, count(*) AS n
       FROM ${from} ${where(wanted)} GROUP BY hour`,
    )
    .all(...wanted.values);
  const counts = new Map<number, number>();
  for (const row of hours) {
    const start = align(numberOf(row, 'hour'));
    counts.set(start, (counts.get(start) ?? 0) + numberOf(row, 'n'));
  }
  return (start) => counts.get(start) ?? 0;
}

/** The period asked for; an open end is where the posts found end. Null when it is open and there are none. */
function endsOf(connection: Connection, filter: PostFilter): Ends | null {
  const from = filter.from === undefined ? timeOf(connection, filter, 'ASC') : toEpoch(filter.from);
  const last = filter.to === undefined ? timeOf(connection, filter, 'DESC') : toEpoch(filter.to) - 1;
  return from === null || last === null ? null : { from, to: last + 1 };
}

/** Event time of the first post found in that order. */
function timeOf(connection: Connection, filter: PostFilter, order: 'ASC' | 'DESC'): number | null {
  const { from, conditions: wanted } = matches(filter);
  const row = connection
    .statement(`SELECT p.event_time AS at FROM ${from} ${where(wanted)} ORDER BY p.event_time ${order} LIMIT 1`)
    .get(...wanted.values);
  return row === undefined ? null : numberOf(row, 'at');
}
