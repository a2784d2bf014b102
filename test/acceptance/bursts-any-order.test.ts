import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createBurstWatch, keptBursts } from '../../pipeline/heat/burst-watch.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { createRawItem, type RawItem } from '../../pipeline/model/raw-item.ts';
import { type Chain, openChain, shippedRules } from '../support/chain.ts';
import { MONDAY_NINE } from '../support/samples.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** When everything is read: a quarter to ten on Monday. */
const READ_AT = MONDAY_NINE + 0.75 * HOUR;
const rules = await shippedRules();

let chain: Chain | undefined;
afterEach(async () => {
  await chain?.close();
  chain = undefined;
});

/** Each tells of another estate, so that copies and events do not matter: what is counted is the topic. */
function complaint(n: number, printed: string | null): RawItem {
  const estate = `${'春江翠竹金桂银杏听雨望岳临湖和风清荷云栖'.slice((n % 10) * 2, (n % 10) * 2 + 2)}${n}号小区`;
  return createRawItem({
    ...{ sourceId: 'forum', sourceName: '水城论坛', channel: 'forum', nativeId: `n${n}`, url: null },
    title: `${estate}楼板开裂漏水`,
    body: `${estate}${n % 20}号楼楼板开裂、屋顶漏水，第${n}次向住建局反映工程质量问题，开发商不管。`,
    author: `住户${n}`,
    publishedRaw: printed,
    fetchedAt: toShanghai(READ_AT),
  });
}

const at = (epochMs: number) => toShanghai(epochMs).slice(0, 19).replace('T', ' ');
const usual = Array.from({ length: 28 }, (_, day) => complaint(day, at(MONDAY_NINE - (day + 1) * DAY + 60_000)));
const inHour = (from: number, count: number, firstId: number) =>
  Array.from({ length: count }, (_, i) => complaint(firstId + i, at(from + (i + 1) * 60_000)));
/** What an archive prints where it has no hour, or one that is only the hour of our reading. */
const HOURLESS = [null, '', '2026-03-02', '2026/3/2 0:00:00', '今天', '1天前', '2 天前', '上周', '时间不详'];
const archive = (count: number, firstId: number) =>
  Array.from({ length: count }, (_, i) => complaint(firstId + i, HOURLESS[i % HOURLESS.length] ?? null));

async function read(parts: readonly (readonly RawItem[])[]) {
  chain = await openChain({ clock: { now: READ_AT }, beats: 'asked' });
  const { store, queries, clock } = chain;
  const watch = createBurstWatch({ store, queries, rules: () => rules, channels: ['in-app'], now: () => clock.now });
  for (const part of parts) {
    await chain.ingest.accept(part);
    await chain.core.drain();
  }
  await watch.round();
  const bursts = (await keptBursts(store)).map(({ subject: { kind, ref }, at: hour, count, voices, usual: level }) => {
    return { kind, ref, hour, count, voices, usual: level };
  });
  const told = (await store.dueNotices('in-app', toShanghai(READ_AT + DAY), 200)).filter(
    ({ reason }) => reason === 'burst',
  );
  await chain.close();
  chain = undefined;
  return { bursts: bursts.filter(({ kind }) => kind === 'topic'), told: told.length };
}

describe('bursts of what is read at once', () => {
  it('are none of the hour of reading: an archive without times, with days only or with 天前 makes none', async () => {
    expect(await read([usual, archive(90, 1_000)])).toEqual({ bursts: [], told: 0 });
  }, 60_000);

  it('are of the hour in which people posted, where the archive tells it', async () => {
    const { bursts, told } = await read([
      [...usual, ...archive(45, 1_000), ...inHour(MONDAY_NINE - 20 * HOUR, 9, 100)],
    ]);
    expect(bursts.map(({ hour, count }) => [hour, count])).toContainEqual([toShanghai(MONDAY_NINE - 20 * HOUR), 9]);
    expect(new Set(bursts.map(({ hour }) => hour))).toEqual(new Set([toShanghai(MONDAY_NINE - 20 * HOUR)]));
    expect(told).toBe(0);
  }, 60_000);

  it('are none of an hour long past: three days, three weeks, three years', async () => {
    const longAgo = [3, 21, 1_095].flatMap((days, i) => inHour(MONDAY_NINE - days * DAY, 12, 2_000 + i * 100));
    expect(await read([usual, longAgo])).toEqual({ bursts: [], told: 0 });
  }, 60_000);

  it('are the same in whatever order and portions their posts come, with or without what tells no hour', {
    timeout: 240_000,
  }, async () => {
    const portions = fc.record({
      count: fc.integer({ min: 1, max: 14 }),
      hoursAgo: fc.integer({ min: 0, max: 40 }),
      hourless: fc.nat(20),
    });
    await fc.assert(
      fc.asyncProperty(
        portions,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 4 }),
        async ({ count, hoursAgo, hourless }, keys, parts) => {
          const timed = [...usual, ...inHour(MONDAY_NINE - hoursAgo * HOUR, count, 100)];
          const shuffled = [...timed, ...archive(hourless, 1_000)]
            .map((item) => ({ item, key: keys.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
          const size = Math.ceil(shuffled.length / parts);
          const portioned = Array.from({ length: parts }, (_, i) => shuffled.slice(i * size, (i + 1) * size));
          expect((await read(portioned)).bursts).toEqual((await read([timed])).bursts);
        },
      ),
      { numRuns: 6 },
    );
  });
});
