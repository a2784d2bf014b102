import { z } from 'zod';
import { textHash } from '../../model/text-hash.ts';
import { createSharing, type Kin, SHINGLE_POSTS, type Trace } from '../../model/trace.ts';
import { epochOf } from '../stored-instant.ts';
import type { Connection } from './sqlite-connection.ts';
import { numberOf, textOf } from './sqlite-values.ts';

const storedTrace = z.object({ at: z.string(), shingles: z.array(z.number()), clues: z.array(z.string()) });

/** `Store.meet` within the caller's transaction. */
export function meet(connection: Connection, traces: readonly Trace[], windowMs: number): ReadonlyMap<string, Kin> {
  return new Map(traces.map((trace) => [trace.docId, meetOne(connection, trace, windowMs)]));
}

export function readTrace(connection: Connection, docId: string): Trace | null {
  const row = connection.statement('SELECT doc FROM traces WHERE doc_id = ?').get(docId);
  return row === undefined ? null : { docId, ...storedTrace.parse(JSON.parse(textOf(row, 'doc'))) };
}

function meetOne(connection: Connection, trace: Trace, windowMs: number): Kin {
  const id = leave(connection, trace);
  const at = epochOf(trace.at, `post ${trace.docId}`);
  const name = namesOf(connection);
  const sharing = trace.clues.flatMap((clue) =>
    neighbours(connection, { hash: textHash(clue), at, id }, windowMs).map((other) => ({ docId: name(other), clue })),
  );
  return { alike: alike(connection, trace, id), sharing };
}

/** Number of the trace; what the post left before is taken away when it has changed. */
function leave(connection: Connection, { docId, at, shingles, clues }: Trace): number {
  const doc = JSON.stringify({ at, shingles, clues });
  const known = connection.statement('SELECT id, doc FROM traces WHERE doc_id = ?').get(docId);
  if (known === undefined) {
    const inserted = connection.statement('INSERT INTO traces (doc_id, doc) VALUES (?, ?)').run(docId, doc);
    return Number(inserted.lastInsertRowid);
  }
  const id = numberOf(known, 'id');
  const before = textOf(known, 'doc');
  if (before === doc) return id;
  const old = storedTrace.parse(JSON.parse(before));
  const oldAt = epochOf(old.at, `post ${docId}`);
  for (const hash of old.shingles) {
    connection.statement('DELETE FROM shingles WHERE hash = ? AND trace = ?').run(hash, id);
  }
  for (const clue of old.clues) {
    connection
      .statement('DELETE FROM clues_by_week WHERE week = ? AND hash = ? AND at = ? AND trace = ?')
      .run(weekOf(oldAt), textHash(clue), oldAt, id);
  }
  connection.statement('UPDATE traces SET doc = ? WHERE id = ?').run(doc, id);
  return id;
}

function alike(connection: Connection, { docId, shingles }: Trace, id: number): string[] {
  if (shingles.length === 0) return [];
  const shared = createSharing();
  const find = connection.statement(
    'SELECT s.trace, t.doc_id FROM shingles s JOIN traces t ON t.id = s.trace WHERE s.hash = ? LIMIT ?',
  );
  for (const hash of shingles) {
    const others = find.all(hash, SHINGLE_POSTS).map((row) => textOf(row, 'doc_id'));
    shared.add(others, docId);
    if (others.length >= SHINGLE_POSTS || others.includes(docId)) continue;
    connection.statement('INSERT OR IGNORE INTO shingles VALUES (?, ?)').run(hash, id);
  }
  return shared.likeliest();
}

/** As the migration that made `clues_by_week` has it. */
const WEEK_MS = 604_800_000;

export function weekOf(at: number): number {
  return Math.floor(at / WEEK_MS);
}

interface Place {
  hash: number;
  at: number;
  id: number;
}

/** The nearest on either side; one's own entry is made unless it lies between two that are near each other already. */
function neighbours(connection: Connection, here: Place, windowMs: number): number[] {
  const before = nearest(connection, here, here.at - windowMs, BEFORE);
  const after = nearest(connection, here, here.at + windowMs, AFTER);
  const isBetween =
    before !== undefined && after !== undefined && numberOf(after, 'at') - numberOf(before, 'at') <= windowMs;
  if (!isBetween) {
    connection
      .statement('INSERT OR IGNORE INTO clues_by_week VALUES (?, ?, ?, ?)')
      .run(weekOf(here.at), here.hash, here.at, here.id);
  }
  return [before, after].flatMap((row) => (row === undefined ? [] : [numberOf(row, 'trace')]));
}

const BEFORE = `SELECT at, trace FROM clues_by_week WHERE week = ?5 AND hash = ?1 AND (at, trace) < (?2, ?3) AND at >= ?4
  ORDER BY at DESC, trace DESC LIMIT 1`;
const AFTER = `SELECT at, trace FROM clues_by_week WHERE week = ?5 AND hash = ?1 AND (at, trace) > (?2, ?3) AND at <= ?4
  ORDER BY at, trace LIMIT 1`;

/** Looks week by week from one's own to the one that holds the time furthest away. */
function nearest(connection: Connection, { hash, at, id }: Place, furthest: number, sql: string) {
  const last = weekOf(furthest);
  const step = Math.sign(furthest - at);
  for (let week = weekOf(at); step > 0 ? week <= last : week >= last; week += step) {
    const row = connection.statement(sql).get(hash, at, id, furthest, week);
    if (row !== undefined || step === 0) return row;
  }
  return undefined;
}

function namesOf(connection: Connection): (id: number) => string {
  return (id) => {
    const row = connection.statement('SELECT doc_id FROM traces WHERE id = ?').get(id);
    if (row === undefined) throw new RangeError(`trace ${id} has no post`);
    return textOf(row, 'doc_id');
  };
}
