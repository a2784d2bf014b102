import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBurstWatch, keptBursts, presentBursts } from '../../../pipeline/heat/burst-watch.ts';
import type { Alert } from '../../../pipeline/model/alert.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { Copy } from '../../../pipeline/model/event.ts';
import { NO_METRICS } from '../../../pipeline/model/raw-item.ts';
import { openDatabase } from '../../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteQueries } from '../../../pipeline/store/sqlite/sqlite-queries.ts';
import { createSqliteStore } from '../../../pipeline/store/sqlite/sqlite-store.ts';
import type { Store } from '../../../pipeline/store/store.ts';
import { shippedRules } from '../../support/chain.ts';
import { sampleEvent } from '../../support/engine-samples.ts';
import { MONDAY_NINE, SILENT_LOG, sampleAlert, sampleAnalysed } from '../../support/samples.ts';

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
      ...{ store, queries, rules: () => rules, channels: ['in-app', 'wecom'], now: () => clock.now },
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

  it('counts an author once in an hour of a topic, whatever he posts', () =>
    withStore(async ({ store, watch }) => {
      const by = (author: string, i: number) => {
        const one = postAt(MONDAY_NINE + i * 10_000, `loud-${i}`);
        return { ...one, post: { ...one.post, author } };
      };
      await store.commit({ posts: [...usual, ...Array.from({ length: 250 }, (_, i) => by('loud', i))] });
      expect(await watch().round()).toBe(0);
      await store.commit({ posts: Array.from({ length: 12 }, (_, i) => by(`another ${i}`, 300 + i)) });
      expect(await watch().round()).toBe(1);
      expect(await keptBursts(store)).toMatchObject([{ count: 262, voices: 13, usual: 1 }]);
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

  describe('of an event whose words are posted again and again', () => {
    const EVENT = sampleEvent({ lastAt: toShanghai(MONDAY_NINE + 3_000_000), postCount: 1_001, copyCount: 1_000 });
    const original = postAt(MONDAY_NINE, 'original');
    const copiesBy = (authorOf: (i: number) => string | null, count: number): Copy[] =>
      Array.from({ length: count }, (_, i) => ({
        ...{ docId: `d_copy-${i}`, rawId: `r_copy-${i}`, original: original.post.docId, url: null },
        ...{ sourceId: 'forum', sourceName: '水城论坛', channel: 'forum' as const, metrics: NO_METRICS },
        ...{ author: authorOf(i), at: toShanghai(MONDAY_NINE + i * 3_000) },
      }));
    const commit = (store: Store, copies: readonly Copy[]) => {
      const members = [original.post, ...copies].map((one) => ({
        ...{ docId: one.docId, eventId: EVENT.eventId, copyOf: null, trace: '' },
        at: 'at' in one ? one.at : one.eventTime,
      }));
      return store.commit({ posts: [...usual, original], copies, events: [EVENT], memberships: members });
    };

    it.each<[string, (i: number) => string | null, number, unknown[]]>([
      ['one author a thousand times', () => 'one', 1_000, []],
      ['three authors a thousand times', (i) => `author ${i % 3}`, 1_000, []],
      ['nobody known on one source', () => null, 1_000, []],
      ['two hundred authors once', (i) => `author ${i}`, 200, [{ count: 201, voices: 201, usual: 0 }]],
      ['forty authors many times', (i) => `author ${i % 40}`, 900, [{ count: 901, voices: 41, usual: 0 }]],
    ])('by %s', (_, authorOf, count, found) =>
      withStore(async ({ store, watch }) => {
        await commit(store, copiesBy(authorOf, count));
        await watch().round();
        const bursts = (await keptBursts(store)).filter(({ subject }) => subject.kind === 'event');
        expect(bursts).toMatchObject(found);
        expect(bursts).toHaveLength(found.length);
      }),
    );
  });

  describe('of an event with an open alert', () => {
    const EVENT = sampleEvent({ lastAt: toShanghai(MONDAY_NINE + 600_000), postCount: 12 });
    const members = many(12).map(({ post }) => ({
      ...{ docId: post.docId, eventId: EVENT.eventId, at: post.eventTime, copyOf: null, trace: 't' },
    }));
    const alertRaised = (hoursAgo: number, more: Parameters<typeof sampleAlert>[0] = {}) =>
      sampleAlert({
        ...{ alertId: 'a_1', eventId: EVENT.eventId, postsTold: 2, muted: null },
        detectedAt: toShanghai(MONDAY_NINE + HOUR / 2 - hoursAgo * HOUR),
        ...more,
      });
    const prepare = (store: Store, alert: Alert) =>
      store.commit({ posts: [...usual, ...many(12)], events: [EVENT], memberships: members, alerts: [alert] });

    it('tells those who are to answer, once, with the figures, and counts as telling of growth', () =>
      withStore(async ({ store, clock, watch }) => {
        await prepare(store, alertRaised(30));
        expect(await watch().round()).toBe(2);
        clock.now += 60_000;
        expect(await watch().round()).toBe(0);
        const notices = await store.dueNotices('in-app', toShanghai(clock.now), 100);
        const receivers = alertRaised(30).steps[0]?.receivers ?? [];
        expect(notices.map(({ reason, receiver }) => [reason, receiver])).toEqual(
          receivers.map((receiver) => ['burst', receiver]),
        );
        expect(receivers.length).toBeGreaterThan(0);
        expect(notices[0]?.body).toContain('突增：2026-03-02 09 时 12 帖，平常 0 帖');
        expect(await store.dueNotices('wecom', toShanghai(clock.now), 100)).toHaveLength(1);
        expect(await store.alert('a_1')).toMatchObject({ postsTold: 12, version: 2 });
        const lines = (await store.audit(0, 100)).map(({ action, object }) => `${action} ${object}`);
        expect(lines).toContain('alert.burst a_1');
      }));

    it.each([
      ['told of the alert a moment ago', alertRaised(0)],
      ['taken up already', alertRaised(30, { state: 'acknowledged', acknowledgedBy: '张三' })],
    ])('tells nobody who was %s, and keeps the burst', (_, alert) =>
      withStore(async ({ store, clock, watch }) => {
        await prepare(store, alert);
        expect(await watch().round()).toBe(2);
        expect(await store.dueNotices('in-app', toShanghai(clock.now), 100)).toEqual([]);
        expect(await store.alert('a_1')).toEqual(alert);
      }),
    );

    it('tells nobody of what is no news any more', () =>
      withStore(async ({ store, clock, watch }) => {
        await prepare(store, alertRaised(30));
        clock.now = MONDAY_NINE + 4 * HOUR;
        expect(await watch().round()).toBe(2);
        expect(await store.dueNotices('in-app', toShanghai(clock.now), 100)).toEqual([]);
      }));

    it('is shown under the id that the event has now, once', () =>
      withStore(async ({ store, watch }) => {
        await prepare(store, alertRaised(30));
        await watch().round();
        const next = sampleEvent({ ...EVENT, eventId: 'e_earlier' });
        await store.commit({ merged: [{ from: EVENT.eventId, into: next.eventId, version: 1 }], events: [next] });
        await watch().round();
        expect((await keptBursts(store)).filter(({ subject }) => subject.kind === 'event')).toHaveLength(2);
        const shown = (await presentBursts(store)).filter(({ subject }) => subject.kind === 'event');
        expect(shown.map(({ subject }) => subject.ref)).toEqual(['e_earlier']);
        const notices = await store.dueNotices('in-app', toShanghai(MONDAY_NINE + HOUR), 100);
        expect(notices).toHaveLength(alertRaised(30).steps[0]?.receivers.length ?? 0);
      }));
  });
});
