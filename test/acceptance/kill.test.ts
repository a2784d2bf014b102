import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteBus } from '../../pipeline/bus/sqlite/sqlite-bus.ts';
import { verifyAudit } from '../../pipeline/store/audit-chain.ts';
import { openDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteQueries } from '../../pipeline/store/sqlite/sqlite-queries.ts';
import { createSqliteStore } from '../../pipeline/store/sqlite/sqlite-store.ts';
import { numberOf, startWork } from '../support/kill-worker.ts';
import { runAndKill } from '../support/killed-child.ts';
import { createRandom, testSeed } from '../support/random.ts';
import { until } from '../support/waiting.ts';

const CHILD = new URL('../support/kill-child.ts', import.meta.url).pathname;
const ROUNDS = 10;
const NUMBERS_A_ROUND = 1_000_000;

describe('a process killed at random moments', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yuqing-kill-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('loses nothing it accepted, does nothing twice, and goes on with new messages', async () => {
    const seed = testSeed();
    console.log(`TEST_SEED=${seed}`);
    const random = createRandom(seed);
    const file = join(folder, 'yuqing.db');
    const promised: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const args = [file, String(round * NUMBERS_A_ROUND)];
      promised.push(...(await runAndKill(CHILD, args, { lines: 1, wait: random() * 500 })).map(Number));
    }
    expect(promised.length).toBeGreaterThan(ROUNDS);

    const database = openDatabase(file);
    const [store, queries] = [createSqliteStore(database), createSqliteQueries(database)];
    const bus = createSqliteBus(database, { leaseMs: 250, pollMs: 20 });
    await startWork(bus, store);
    const fresh = ROUNDS * NUMBERS_A_ROUND;
    await bus.publish('raw', [{ key: 'fresh', value: { n: fresh } }]);
    await until(
      () => store.actionResult(`x${fresh}`),
      (result) => result !== null,
      60_000,
    );
    await until(
      async () => (await bus.lag('raw', 'index')) + (await bus.lag('verdict', 'raise')),
      (lag) => lag === 0,
    );

    const accepted = (await bus.read('raw')).map(numberOf);
    const kept = new Set(accepted);
    expect(kept.size).toBe(accepted.length);
    expect(promised.filter((n) => !kept.has(n))).toEqual([]);
    const outcomes = await store.outcomes(accepted.map((n) => `r${n}`));
    expect(outcomes.size).toBe(accepted.length);
    expect(await queries.totals()).toMatchObject({
      posts: accepted.length,
      outcomes: { indexed: accepted.length, duplicate: 0, dropped: 0, dead: 0 },
    });
    expect((await store.posts(accepted.map((n) => `d${n}`))).size).toBe(accepted.length);
    expect(await bus.read('dead')).toEqual([]);

    const audit = await store.audit(0, accepted.length * 2 + 1);
    expect(verifyAudit(audit)).toMatchObject({ ok: true, rows: accepted.length });
    expect(new Set(audit.map(({ object }) => object)).size).toBe(accepted.length);
    const integrity = database.read(({ raw }) => raw.prepare('PRAGMA integrity_check').get());
    expect(Object.values(integrity ?? {})).toEqual(['ok']);
    const found = await queries.findPosts({ contains: ['地下车库'] }, { limit: 1 });
    expect(found.total).toBe(Math.min(accepted.length, 10_000));
    await bus.close();
    await database.close();
    console.log(`${ROUNDS} kills, ${promised.length} promised, ${accepted.length} accepted`);
  });
});
