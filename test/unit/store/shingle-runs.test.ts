import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createKinIndex } from '../../../pipeline/cluster/kin-index.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { Trace } from '../../../pipeline/model/trace.ts';
import { openDatabase, type SqliteDatabase } from '../../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteStore } from '../../../pipeline/store/sqlite/sqlite-store.ts';
import { createRandom, testSeed } from '../../support/random.ts';
import { MONDAY_NINE } from '../../support/samples.ts';

const HOUR = 3_600_000;
let close: () => Promise<void> = async () => {};
afterEach(() => close());

async function openFile(): Promise<{ database: SqliteDatabase; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-runs-'));
  const path = join(folder, 'a.db');
  const database = openDatabase(path);
  close = async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { database, path };
}

const trace = (docId: string, shingles: number[]): Trace => ({
  ...{ docId, at: toShanghai(MONDAY_NINE), shingles, clues: [] },
});

describe('shingles in runs', () => {
  it('are found in whichever run they lie, as in an index that has none', { timeout: 120_000 }, async () => {
    const seed = testSeed();
    const random = createRandom(seed);
    const { database } = await openFile();
    let store = createSqliteStore(database);
    const plain = createKinIndex(HOUR);
    const from = (n: number) => Math.floor(random() * n);
    // Some shingles are rare, some come again after many runs, some are set phrases.
    const all = Array.from({ length: 54_000 }, (_, i) =>
      trace(`d${i}`, [
        ...new Set([1_000 + from(40_000), 100_000 + from(2 ** 40), ...(from(50) === 0 ? [from(30)] : [])]),
      ]),
    );
    for (let at = 0; at < all.length; at += 2_000) {
      const batch = all.slice(at, at + 2_000);
      // Opened again now and then, with the bits of some runs kept and of others not.
      if (from(6) === 0) store = createSqliteStore(database);
      const kin = await store.meet(batch, HOUR);
      for (const one of batch) expect(kin.get(one.docId)?.alike, `TEST_SEED=${seed}`).toEqual(plain.meet(one).alike);
    }
  });

  it('of a post that changed are found where it changed, by another process as well', {
    timeout: 120_000,
  }, async () => {
    const { database, path } = await openFile();
    const store = createSqliteStore(database);
    await store.meet([trace('first', [1, 2, 3])], HOUR);
    const many = Array.from({ length: 20_000 }, (_, i) => trace(`d${i}`, [1_000 + i]));
    await store.meet(many, HOUR);
    expect((await store.meet([trace('second', [3])], HOUR)).get('second')?.alike).toEqual(['first']);

    const elsewhere = openDatabase(path);
    await createSqliteStore(elsewhere).meet([trace('first', [4, 5])], HOUR);
    await elsewhere.close();
    const kin = await store.meet([trace('old', [1, 2]), trace('new', [5])], HOUR);
    expect(kin.get('old')?.alike).toEqual([]);
    expect(kin.get('new')?.alike).toEqual(['first']);
  });
});
