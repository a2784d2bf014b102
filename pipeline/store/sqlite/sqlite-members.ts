import { toEpoch, toShanghai } from '../../model/calendar.ts';
import { fillBuckets } from '../buckets.ts';
import type { Bucket, MemberFilter } from '../queries.ts';
import type { Connection } from './sqlite-connection.ts';
import { presentId } from './sqlite-event-rows.ts';
import { numberOf, textOf } from './sqlite-values.ts';

/** Instants are kept to the second in one zone, so they compare as text; those of one event are read from the index alone. */
const IN_RANGE = 'FROM memberships WHERE hourless = 0 AND at >= ? AND at < ?';
const OF_EVENT = 'AND event_id IN (SELECT ? UNION ALL SELECT alias FROM event_aliases WHERE event_id = ?)';

export function countMembers(connection: Connection, filter: MemberFilter): Bucket[] {
  const { sql, values } = membersWhere(connection, filter);
  const rows = connection
    .statement(`SELECT substr(at, 1, 13) || ':00:00+08:00' AS hour, count(*) AS n ${sql} GROUP BY hour`)
    .all(...values);
  const counts = new Map(rows.map((row) => [toEpoch(textOf(row, 'hour')), numberOf(row, 'n')]));
  const ends = { from: toEpoch(filter.from), to: toEpoch(filter.to) };
  return ends.from >= ends.to ? [] : fillBuckets(ends, 'hour', (start) => counts.get(start) ?? 0);
}

export function someMembers(connection: Connection, filter: MemberFilter, limit: number): string[] {
  const { sql, values } = membersWhere(connection, filter);
  const rows = connection.statement(`SELECT doc_id ${sql} ORDER BY doc_id LIMIT ?`).all(...values, limit);
  return rows.map((row) => textOf(row, 'doc_id'));
}

function membersWhere(connection: Connection, { eventId, from, to }: MemberFilter): { sql: string; values: string[] } {
  const range = [from, to].map((instant) => toShanghai(toEpoch(instant)));
  if (eventId === undefined) return { sql: IN_RANGE, values: range };
  const present = presentId(connection, eventId);
  return { sql: `${IN_RANGE} ${OF_EVENT}`, values: [...range, present, present] };
}
