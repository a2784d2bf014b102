import { hash as digestOf } from 'node:crypto';
import type { Logger } from '../../stage.ts';
import { addHash, createRunBits, RUN_BITS_FORM, type RunBits } from './run-bits.ts';
import { createRunFilter } from './run-filter.ts';
import type { Connection } from './sqlite-connection.ts';
import { bytesOf, numberOf, textOf } from './sqlite-values.ts';

/**
 * The index of shingles lies in runs by the number of the trace. Shingles of new posts go to the last run alone, whose
 * few pages are at hand however many posts are stored; all other runs are closed, and a filter in memory tells which
 * of them are worth a look. The bits of a closed run are kept beside it, so that a restart reads them instead of the run.
 */
export interface ShingleRuns {
  /**
   * Takes closed runs into the filter, a part with each call, so that opening a large store takes no time: as their bits
   * were kept, or from the run itself where none were or what was kept is damaged. Runs that are not in yet are looked
   * up, so what is found never depends on it.
   * @param committed sees what is committed only: what a transaction may still take back must not count as closed
   */
  learn(committed: Connection): void;
  /**
   * Writes down the bits of runs that were read; for the caller's transaction.
   * @returns to be called once that is committed
   */
  keep(connection: Connection): () => void;
  /** Runs that may hold the hash, in order; `last` is the one that new posts go to. */
  runsWith(hash: number, last: number): Iterable<number>;
}

/** As the migration that made `shingles_by_run` has it. */
const TRACES_PER_RUN = 16_384;
/** Rows read with one call, about 50 ms. */
const ROWS_PER_CALL = 100_000;
/** Bits that were kept take as long as so many rows. */
const ROWS_PER_KEPT = 5_000;

export function runOf(trace: number): number {
  return Math.floor(trace / TRACES_PER_RUN);
}

/** A shingle of a trace that is left anew, hence of the last run. True when it was not there. */
export function putShingle(connection: Connection, hash: number, trace: number): boolean {
  const put = connection.statement('INSERT OR IGNORE INTO shingles_by_run VALUES (?, ?, ?)');
  return Number(put.run(runOf(trace), hash, trace).changes) > 0;
}

/** A shingle that is copied in with its trace may come into a closed run, whose bits no longer tell all then. */
export function copyShingle(connection: Connection, hash: number, trace: number): void {
  if (!putShingle(connection, hash, trace)) return;
  connection.statement('DELETE FROM shingle_run_bits WHERE run = ?').run(runOf(trace));
}

export function createShingleRuns(log: Logger): ShingleRuns {
  const filter = createRunFilter();
  /** Runs below it are in the filter. */
  let learnt = 0;
  /** Of run `learnt`, where it must be read: all hashes up to `upTo`. */
  let reading: { bits: RunBits; upTo: number } | null = null;
  const unkept = new Map<number, RunBits>();

  function take(bits: RunBits): void {
    filter.take(learnt, bits);
    learnt += 1;
  }

  function takeKept(committed: Connection): boolean {
    const row = committed.statement('SELECT bits, digest FROM shingle_run_bits WHERE run = ?').get(learnt);
    if (row === undefined) return false;
    const bits = bytesOf(row, 'bits');
    if (digestBits(learnt, bits) !== textOf(row, 'digest')) {
      log.warn({ run: learnt }, 'kept bits of a run do not match their digest; the run itself is read instead');
      return false;
    }
    take(bits);
    return true;
  }

  /** Gives how many rows were read. */
  function readRun(committed: Connection, most: number): number {
    reading ??= { bits: createRunBits(), upTo: -1 };
    const hashes = committed
      .statement('SELECT DISTINCT hash FROM shingles_by_run WHERE run = ? AND hash > ? ORDER BY hash LIMIT ?')
      .all(learnt, reading.upTo, most)
      .map((row) => numberOf(row, 'hash'));
    for (const hash of hashes) addHash(reading.bits, hash);
    reading.upTo = hashes.at(-1) ?? reading.upTo;
    if (hashes.length < most) {
      unkept.set(learnt, reading.bits);
      take(reading.bits);
      reading = null;
    }
    return hashes.length;
  }

  return {
    learn(committed) {
      const newest = committed.statement('SELECT max(id) AS id FROM traces').get();
      const last = newest === undefined || newest.id === null ? 0 : runOf(numberOf(newest, 'id'));
      for (let left = ROWS_PER_CALL; learnt < last && left > 0; ) {
        left -= reading === null && takeKept(committed) ? ROWS_PER_KEPT : readRun(committed, left);
      }
    },
    keep(connection) {
      const written = [...unkept];
      const put = connection.statement('INSERT OR REPLACE INTO shingle_run_bits VALUES (?, ?, ?)');
      for (const [run, bits] of written) put.run(run, bits, digestBits(run, bits));
      return () => {
        for (const [run] of written) unkept.delete(run);
      };
    },
    *runsWith(hash, last) {
      yield* filter.runsWith(hash, learnt);
      for (let run = learnt; run <= last; run++) yield run;
    },
  };
}

function digestBits(run: number, bits: RunBits): string {
  return digestOf('sha256', Buffer.concat([Buffer.from(`${RUN_BITS_FORM} ${run} `), bits]));
}
