import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase, type SqliteDatabase } from '../../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteRecords } from '../../../pipeline/store/sqlite/sqlite-records.ts';
import { createSqliteStore } from '../../../pipeline/store/sqlite/sqlite-store.ts';
import type { Store } from '../../../pipeline/store/store.ts';
import { runAndKill } from '../../support/killed-child.ts';
import { numberedTrace } from '../../support/numbered-trace.ts';
import { createRandom, testSeed } from '../../support/random.ts';

const WINDOW = 1;
/** Two closed runs, and some posts of a third. */
const COUNT = 36_000;
const CHILD = new URL('../../support/shingle-child.ts', import.meta.url).pathname;

/** What a store knows of the runs of shingles when it is opened again. */
describe('shingles after a restart', { timeout: 180_000 }, () => {
  let folder: string;
  let opened: SqliteDatabase[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yuqing-restart-'));
    const database = openDatabase(join(folder, 'filled.db'));
    const store = createSqliteStore(database);
    for (let n = 0; n < COUNT; n += 4_000) {
      await store.meet(
        Array.from({ length: 4_000 }, (_, i) => numberedTrace(n + i)),
        WINDOW,
      );
    }
    await store.meet([], WINDOW);
    await database.close();
  }, 180_000);
  afterEach(async () => {
    for (const database of opened) await database.close();
    opened = [];
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  let files = 0;
  async function filled(): Promise<SqliteDatabase> {
    const path = join(folder, `copy-${files++}.db`);
    await copyFile(join(folder, 'filled.db'), path);
    return open(path);
  }
  function open(path: string): SqliteDatabase {
    const database = openDatabase(path);
    opened.push(database);
    return database;
  }

  const kept = (database: SqliteDatabase) =>
    database.read(({ raw }) => raw.prepare('SELECT * FROM shingle_run_bits ORDER BY run').all());
  const change = (database: SqliteDatabase, sql: string) => database.write(({ raw }) => raw.exec(sql));

  it('are found by the bits that were kept, and no run is read again', async () => {
    const seed = testSeed();
    const database = await filled();
    const before = kept(database);
    expect(before.map(({ run }) => run)).toEqual([0, 1]);
    expect(await missedBy(createSqliteStore(database), numbersBelow(COUNT, createRandom(seed))), `${seed}`).toEqual([]);
    // A run that was read again would now leave the bits of an empty one.
    await change(database, 'DELETE FROM shingles_by_run WHERE run = 1');
    for (let round = 0; round < 3; round++) await createSqliteStore(database).meet([], WINDOW);
    expect(kept(database)).toEqual(before);
  });

  it.each([
    ['missing', 'DELETE FROM shingle_run_bits WHERE run = 1'],
    ['all missing', 'DELETE FROM shingle_run_bits'],
    ['zeroed', 'UPDATE shingle_run_bits SET bits = zeroblob(length(bits)) WHERE run = 0'],
    ['cut short', 'UPDATE shingle_run_bits SET bits = substr(bits, 1, 1000) WHERE run = 0'],
    [
      'of another run',
      `UPDATE shingle_run_bits SET (bits, digest) = (SELECT bits, digest FROM shingle_run_bits WHERE run = 0)
       WHERE run = 1`,
    ],
  ])('are all found where bits are %s, which are made anew', async (_, harm) => {
    const seed = testSeed();
    const database = await filled();
    const before = kept(database);
    await change(database, harm);
    const store = createSqliteStore(database);
    const asked = numbersBelow(COUNT, createRandom(seed));
    for (const round of ['a', 'b', 'c']) expect(await missedBy(store, asked, round), `TEST_SEED=${seed}`).toEqual([]);
    expect(kept(database)).toEqual(before);
  });

  it('are found where they were copied into a closed run', async () => {
    const database = await filled();
    const extra = { hash: 2 ** 45 + 7, docId: 'd20000' };
    await createSqliteRecords(database).write('shingle', [{ id: 'extra', doc: JSON.stringify(extra) }]);
    expect(kept(database).map(({ run }) => run)).toEqual([0]);
    const store = createSqliteStore(database);
    for (const docId of ['probe-1', 'probe-2', 'probe-3']) {
      const kin = await store.meet([{ ...numberedTrace(0, docId), shingles: [extra.hash] }], WINDOW);
      expect(kin.get(docId)?.alike).toContain('d20000');
    }
    expect(kept(database).map(({ run }) => run)).toEqual([0, 1]);
  });

  it('are found when the process was killed at any moment', async () => {
    const seed = testSeed();
    const random = createRandom(seed);
    const path = join(folder, 'killed.db');
    let promised = 0;
    for (let round = 0; round < 5; round++) {
      const moment = { batches: 8 + Math.floor(random() * 30), wait: random() * 60 };
      promised = await leaveAndKill(path, promised, moment);
      const store = createSqliteStore(open(path));
      const asked = numbersBelow(promised, random);
      expect(await missedBy(store, asked, `${round}`), `${promised} traces, TEST_SEED=${seed}`).toEqual([]);
    }
  });
});

function numbersBelow(count: number, random: () => number): number[] {
  return [...new Set(Array.from({ length: 500 }, () => Math.floor(random() * count)))];
}

/** Of traces that are stored, those that a copy of theirs does not find. */
async function missedBy(store: Store, numbers: readonly number[], round = 'a'): Promise<number[]> {
  const probe = (n: number) => `probe-${round}-${n}`;
  const kin = await store.meet(
    numbers.map((n) => numberedTrace(n, probe(n))),
    WINDOW,
  );
  return numbers.filter((n) => !kin.get(probe(n))?.alike.includes(`d${n}`));
}

/** Leaves traces in another process, which is killed in the middle of its work. Gives how many it promised. */
async function leaveAndKill(path: string, first: number, { batches, wait }: { batches: number; wait: number }) {
  const lines = await runAndKill(CHILD, [path, String(first)], { lines: batches, wait });
  return Number(lines.at(-1) ?? first);
}
