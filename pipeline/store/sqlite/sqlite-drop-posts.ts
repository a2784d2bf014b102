import { toShanghai } from '../../model/calendar.ts';
import { readable } from '../records.ts';
import type { DroppedMonth } from '../store.ts';
import { addCounts } from './sqlite-commit.ts';
import type { Connection } from './sqlite-connection.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { type Counts, count } from './sqlite-post-rows.ts';
import { numberOf, textOf, textOrNull } from './sqlite-values.ts';

/** Posts looked at in one transaction, so that other writers get their turn. */
const BATCH = 500;

/** The present event of a membership, and whether an event named in a column leads to it. */
const PRESENT = 'coalesce((SELECT event_id FROM event_aliases WHERE alias = m.event_id), m.event_id)';
const leadsHere = (column: string) =>
  `(${column} = ${PRESENT} OR ${column} IN (SELECT alias FROM event_aliases WHERE event_id = ${PRESENT}))`;

/** Newest first; `stays`: its event has an alert or a case, or reaches beyond the limit. */
const CANDIDATES = `
  SELECT p.id, p.doc_id, p.event_time, p.domain, b.doc, ${PRESENT} AS event_id,
    m.event_id IS NOT NULL AND (
      EXISTS (SELECT 1 FROM events e WHERE e.event_id = ${PRESENT} AND e.last_at >= ?1)
      OR EXISTS (SELECT 1 FROM alerts a WHERE ${leadsHere('a.event_id')})
      OR EXISTS (SELECT 1 FROM case_events c WHERE ${leadsHere('c.event_id')})) AS stays
  FROM posts p JOIN post_bodies b ON b.id = p.id LEFT JOIN memberships m ON m.doc_id = p.doc_id
  WHERE p.event_time < ?1 AND p.event_time <= ?2 AND (p.event_time < ?2 OR p.doc_id > ?3)
  ORDER BY p.event_time DESC, p.doc_id LIMIT ${BATCH}`;

type Row = Parameters<typeof textOf>[0];

/** `Store.dropPosts`. */
export async function dropPosts(database: SqliteDatabase, before: number): Promise<DroppedMonth[]> {
  const months = new Map<string, DroppedMonth>();
  let at = { time: before, docId: '' };
  for (;;) {
    const rows = await database.write((connection) => {
      const found = connection.statement(CANDIDATES).all(before, at.time, at.docId);
      drop(
        connection,
        found.filter((row) => row.stays === 0),
      );
      return found;
    });
    for (const row of rows) {
      const month = toShanghai(numberOf(row, 'event_time')).slice(0, 7);
      const tally = months.get(month) ?? { month, dropped: 0, kept: 0 };
      tally[row.stays === 0 ? 'dropped' : 'kept'] += 1;
      months.set(month, tally);
    }
    const last = rows.at(-1);
    if (last === undefined) {
      return [...months.values()].filter(({ dropped }) => dropped > 0).toSorted((a, b) => (a.month < b.month ? -1 : 1));
    }
    at = { time: numberOf(last, 'event_time'), docId: textOf(last, 'doc_id') };
  }
}

function drop(connection: Connection, rows: readonly Row[]): void {
  const counts: Counts = new Map();
  const run = (sql: string, ...values: (string | number)[]) => connection.statement(sql).run(...values);
  for (const row of rows) {
    const [id, docId] = [numberOf(row, 'id'), textOf(row, 'doc_id')];
    for (const hash of hashesOf(connection, docId, textOf(row, 'doc'))) {
      run('DELETE FROM content_claims WHERE content_hash = ? AND doc_id = ?', hash, docId);
    }
    run('DELETE FROM memberships WHERE doc_id = ?', docId);
    run('DELETE FROM memberships WHERE doc_id IN (SELECT doc_id FROM copies WHERE original = ?)', docId);
    run('DELETE FROM copies WHERE original = ?', docId);
    run('DELETE FROM post_versions WHERE doc_id = ?', docId);
    run('DELETE FROM post_pairs WHERE rowid = ?', id);
    run('DELETE FROM post_bodies WHERE id = ?', id);
    run('DELETE FROM posts WHERE id = ?', id);
    const eventId = textOrNull(row, 'event_id');
    if (eventId !== null) {
      // The whole event goes: what is left of it in later batches belongs to none any more.
      run('DELETE FROM memberships WHERE event_id IN (SELECT alias FROM event_aliases WHERE event_id = ?)', eventId);
      run('DELETE FROM memberships WHERE event_id = ?', eventId);
      run('DELETE FROM event_aliases WHERE event_id = ?', eventId);
      run('DELETE FROM events WHERE event_id = ?', eventId);
    }
    count(counts, 'posts', -1);
    count(counts, 'domainPosts', -numberOf(row, 'domain'));
  }
  addCounts(connection, counts);
}

/** Of every text that the post has had. */
function hashesOf(connection: Connection, docId: string, doc: string): string[] {
  const versions = connection.statement('SELECT content_hash FROM post_versions WHERE doc_id = ?').all(docId);
  const own = readable('post', doc)?.post.contentHash;
  return [...versions.map((row) => textOf(row, 'content_hash')), ...(own === undefined ? [] : [own])];
}
