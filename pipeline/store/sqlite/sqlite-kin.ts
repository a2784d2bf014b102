import { z } from 'zod';
import { textHash } from '../../model/text-hash.ts';
import {
  answerOf,
  createSharing,
  type Kin,
  type Leaving,
  type Met,
  met,
  SHINGLE_POSTS,
  type Trace,
} from '../../model/trace.ts';
import { epochOf } from '../stored-instant.ts';
import type { Connection } from './sqlite-connection.ts';
import { putShingle, runOf, type ShingleRuns } from './sqlite-shingle-runs.ts';
import { numberOf, textOf } from './sqlite-values.ts';

const storedTrace = z.object({ at: z.string(), shingles: z.array(z.number()), clues: z.array(z.string()) });

/** `Store.meet` within the caller's transaction. */
export function meet(
  connection: Connection,
  traces: readonly Leaving[],
  ground: { windowMs: number; runs: ShingleRuns },
): ReadonlyMap<string, Kin> {
  return new Map(traces.map((trace) => [trace.docId, meetOne(connection, trace, ground)]));
}

function meetOne(
  connection: Connection,
  trace: Leaving,
  { windowMs, runs }: { windowMs: number; runs: ShingleRuns },
): Kin {
  const arrived = (trace.copies ?? []).filter((docId) => hasLeft(connection, docId));
  const left = leave(connection, trace);
  const known = answerOf(trace, left.met);
  if (known !== null) return known;
  const kin = {
    alike: alike(connection, trace, left, runs),
    sharing: sharing(connection, trace, left, windowMs),
    arrived,
  };
  if (trace.message === undefined) return kin;
  const told: Met = { message: trace.message, ...kin };
  connection.statement('UPDATE traces SET met = ? WHERE id = ?').run(JSON.stringify(told), left.id);
  return kin;
}

function hasLeft(connection: Connection, docId: string): boolean {
  return connection.statement('SELECT 1 FROM traces WHERE doc_id = ?').get(docId) !== undefined;
}

export function readTrace(connection: Connection, docId: string): Trace | null {
  const row = connection.statement('SELECT doc FROM traces WHERE doc_id = ?').get(docId);
  return row === undefined ? null : { docId, ...storedTrace.parse(JSON.parse(textOf(row, 'doc'))) };
}

/** The number under which a trace stands; `isFresh` when it was not left before just so, else `met` is what it was told. */
interface Left {
  id: number;
  isFresh: boolean;
  met: Met | null;
}

/**
 * What the post left before is taken away when it has changed, and the new trace takes a new number: closed runs of
 * shingles get no more of them.
 */
function leave(connection: Connection, { docId, at, shingles, clues }: Trace): Left {
  const doc = JSON.stringify({ at, shingles, clues });
  const known = connection.statement('SELECT id, doc, met FROM traces WHERE doc_id = ?').get(docId);
  if (known === undefined) {
    const inserted = connection.statement('INSERT INTO traces (doc_id, doc) VALUES (?, ?)').run(docId, doc);
    return { id: Number(inserted.lastInsertRowid), isFresh: true, met: null };
  }
  const id = numberOf(known, 'id');
  const before = textOf(known, 'doc');
  if (before === doc)
    return { id, isFresh: false, met: known.met === null ? null : met.parse(JSON.parse(textOf(known, 'met'))) };
  const old = storedTrace.parse(JSON.parse(before));
  const oldAt = epochOf(old.at, `post ${docId}`);
  for (const hash of old.shingles) {
    connection
      .statement('DELETE FROM shingles_by_run WHERE run = ? AND hash = ? AND trace = ?')
      .run(runOf(id), hash, id);
  }
  for (const clue of old.clues) {
    connection
      .statement('DELETE FROM clues_by_week WHERE week = ? AND hash = ? AND at = ? AND trace = ?')
      .run(weekOf(oldAt), textHash(clue), oldAt, id);
  }
  const renewed = connection
    .statement('UPDATE traces SET id = (SELECT max(id) + 1 FROM traces), doc = ?, met = NULL WHERE id = ? RETURNING id')
    .get(doc, id);
  return { id: numberOf(renewed ?? known, 'id'), isFresh: true, met: null };
}

/** A trace that was left before just so has its shingles in place. */
function alike(connection: Connection, { shingles }: Trace, { id, isFresh }: Left, runs: ShingleRuns): string[] {
  if (shingles.length === 0) return [];
  const shared = createSharing(namesOf(connection));
  const find = connection.statement('SELECT trace FROM shingles_by_run WHERE run = ? AND hash = ? LIMIT ?');
  const last = runOf(lastTrace(connection));
  for (const hash of shingles) {
    const others: number[] = [];
    for (const run of runs.runsWith(hash, last)) {
      const rows = find.all(run, hash, SHINGLE_POSTS - others.length);
      for (const row of rows) others.push(numberOf(row, 'trace'));
      if (others.length >= SHINGLE_POSTS) break;
    }
    shared.add(others, id);
    if (!isFresh || others.length >= SHINGLE_POSTS) continue;
    putShingle(connection, hash, id);
  }
  return shared.likeliest();
}

function lastTrace(connection: Connection): number {
  return numberOf(connection.statement('SELECT max(id) AS id FROM traces').get() ?? {}, 'id');
}

function sharing(
  connection: Connection,
  { docId, at: time, clues }: Trace,
  { id }: Left,
  windowMs: number,
): Kin['sharing'] {
  const at = epochOf(time, `post ${docId}`);
  const name = namesOf(connection);
  return clues.flatMap((clue) =>
    neighbours(connection, { hash: textHash(clue), at, id }, windowMs).map((other) => ({ docId: name(other), clue })),
  );
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
