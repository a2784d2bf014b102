import { createRunFilter } from './run-filter.ts';
import type { Connection } from './sqlite-connection.ts';
import { numberOf } from './sqlite-values.ts';

/**
 * The index of shingles lies in runs by the number of the trace. Shingles of new posts go to the last run alone, whose
 * few pages are at hand however many posts are stored; all other runs are closed, and a filter in memory tells which
 * of them are worth a look.
 */
export interface ShingleRuns {
  /**
   * Takes closed runs into the filter, a part with each call, so that opening a large store takes no time. Runs that
   * are not in yet are looked up, so what is found never depends on it.
   * @param committed sees what is committed only: what a transaction may still take back must not count as closed
   */
  learn(committed: Connection): void;
  /** Runs that may hold the hash, in order; `last` is the one that new posts go to. */
  runsWith(hash: number, last: number): Iterable<number>;
}

/** As the migration that made `shingles_by_run` has it. */
const TRACES_PER_RUN = 16_384;
/** Rows taken in with one call, about 20 ms. */
const ROWS_PER_CALL = 40_000;

export function runOf(trace: number): number {
  return Math.floor(trace / TRACES_PER_RUN);
}

export function createShingleRuns(): ShingleRuns {
  const filter = createRunFilter();
  /** Runs below it are in the filter; of it itself all hashes up to `taken`. */
  let learnt = 0;
  let taken = -1;

  return {
    learn(committed) {
      const newest = committed.statement('SELECT max(id) AS id FROM traces').get();
      const last = newest === undefined || newest.id === null ? 0 : runOf(numberOf(newest, 'id'));
      const rows = committed.statement(
        'SELECT DISTINCT hash FROM shingles_by_run WHERE run = ? AND hash > ? ORDER BY hash LIMIT ?',
      );
      for (let left = ROWS_PER_CALL; learnt < last && left > 0; ) {
        const hashes = rows.all(learnt, taken, left).map((row) => numberOf(row, 'hash'));
        for (const hash of hashes) filter.add(hash, learnt);
        taken = hashes.at(-1) ?? taken;
        if (hashes.length < left) {
          learnt += 1;
          taken = -1;
        }
        left -= hashes.length;
      }
    },
    *runsWith(hash, last) {
      yield* filter.runsWith(hash, learnt);
      for (let run = learnt; run <= last; run++) yield run;
    },
  };
}
