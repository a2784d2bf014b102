import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBurstWatch, keptBursts } from '../../../pipeline/heat/burst-watch.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { openDatabase } from '../../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteQueries } from '../../../pipeline/store/sqlite/sqlite-queries.ts';
import { createSqliteStore } from '../../../pipeline/store/sqlite/sqlite-store.ts';
import { shippedRules } from '../../support/chain.ts';
import { MONDAY_NINE, SILENT_LOG, sampleAnalysed } from '../../support/samples.ts';

const HOUR = 3_600_000;
const TOPIC = '工程质量安全';
const rules = await shippedRules();

type Post = ReturnType<typeof sampleAnalysed>;
const postAt = (at: number, name: string): Post =>
  sampleAnalysed({ docId: `d_${name}`, contentHash: name, publishedAt: toShanghai(at) });
/** Every day at nine o'clock one post, for four weeks. */
const usual = Array.from({ length: 28 }, (_, day) => postAt(MONDAY_NINE - (day + 1) * 24 * HOUR, `usual-${day}`));
const many = (count: number, at = MONDAY_NINE, name = 'many') =>
  Array.from({ length: count }, (_, i) => postAt(at + i * 60_000, `${name}-${i}`));

async function withStore(work: (setting: Awaited<ReturnType<typeof open>>) => Promise<void>) {
  const setting = await open();
  try {
    await work(setting);
  } finally {
    await setting.close();
  }
}

async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-bursts-'));
  const database = openDatabase(join(folder, 'test.db'), { sync: 'normal' });
  const store = createSqliteStore(database);
  const queries = createSqliteQueries(database, { log: SILENT_LOG });
  const clock = { now: MONDAY_NINE + HOUR / 2 };
  const told: string[] = [];
  const watch = () =>
    createBurstWatch({
      ...{ store, queries, rules: () => rules, now: () => clock.now },
      onBurst: ({ burstId }) => told.push(burstId),
    });
  return {
    ...{ store, clock, told, watch },
    async close() {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe('watching for bursts', () => {
  it('finds the hour of a topic that bursts, once, with the figures, and puts it on the audit log', () =>
    withStore(async ({ store, told, watch }) => {
      await store.commit({ posts: [...usual, ...many(12)] });
      expect(await watch().round()).toBe(1);
      const [burst] = await keptBursts(store);
      expect(burst).toMatchObject({
        subject: { kind: 'topic', ref: TOPIC, name: TOPIC },
        at: toShanghai(MONDAY_NINE),
        count: 12,
        usual: 1,
        level: 'hour-and-day',
        version: rules.heat?.version,
      });
      expect(await watch().round()).toBe(0);
      expect(told).toEqual([burst?.burstId]);
      const audit = (await store.audit(0, 100)).filter(({ action }) => action === 'burst.found');
      expect(audit.map(({ object }) => object)).toEqual([TOPIC]);
      expect(audit[0]?.detail.what).toBe('2026-03-02 09 时 12 帖，平常 1 帖');
    }));

  it('finds nothing in what is usual, or below the least number', () =>
    withStore(async ({ store, watch }) => {
      await store.commit({ posts: [...usual, ...many(4)] });
      expect(await watch().round()).toBe(0);
      expect(await keptBursts(store)).toEqual([]);
    }));

  it('rests after a burst, and a late post still counts in its hour', () =>
    withStore(async ({ store, clock, watch }) => {
      await store.commit({ posts: [...usual, ...many(12), ...many(12, MONDAY_NINE + 2 * HOUR, 'next')] });
      clock.now = MONDAY_NINE + 3 * HOUR;
      expect(await watch().round()).toBe(1);
      clock.now = MONDAY_NINE + 30 * HOUR;
      await store.commit({ posts: many(12, MONDAY_NINE + 20 * HOUR, 'late') });
      expect(await watch().round()).toBe(1);
      expect((await keptBursts(store)).map(({ at }) => at)).toEqual([
        toShanghai(MONDAY_NINE + 20 * HOUR),
        toShanghai(MONDAY_NINE),
      ]);
    }));

  it('comes to the same rows however often it looked, and after a restart', async () => {
    const rows: string[][] = [];
    for (const beats of [[1], [0, 0.2, 0.5, 1], [0.9, 1, 1]]) {
      await withStore(async ({ store, clock, watch }) => {
        const whole = [...usual, ...many(12)];
        for (const part of beats) {
          await store.commit({ posts: whole.slice(0, Math.round(whole.length * part)) });
          clock.now += 60_000;
          await watch().round();
        }
        rows.push((await keptBursts(store)).map(({ burstId, at }) => `${burstId} ${at}`));
      });
    }
    expect(rows[0]).toHaveLength(1);
    expect(rows[1]).toEqual(rows[0]);
    expect(rows[2]).toEqual(rows[0]);
  });

  it('keeps a burst for half a year', () =>
    withStore(async ({ store, clock, watch }) => {
      await store.commit({ posts: [...usual, ...many(12)] });
      await watch().round();
      clock.now += 179 * 24 * HOUR;
      await watch().round();
      expect(await keptBursts(store)).toHaveLength(1);
      clock.now += 2 * 24 * HOUR;
      await watch().round();
      expect(await keptBursts(store)).toEqual([]);
    }));
});
