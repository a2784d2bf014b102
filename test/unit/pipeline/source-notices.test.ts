import { afterEach, expect, it } from 'vitest';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { SYSTEM_RECEIVER } from '../../../pipeline/model/notice.ts';
import type { SourceStatus } from '../../../pipeline/model/source-status.ts';
import { noticeSourceTrouble } from '../../../pipeline/notify/source-notices.ts';
import { type Chain, openChain } from '../../support/chain.ts';
import { MONDAY_NINE } from '../../support/samples.ts';

let chain: Chain;
afterEach(() => chain.close());

const status = (minutes: number, findings: NonNullable<SourceStatus['health']>['findings']): SourceStatus => ({
  sourceId: 'a',
  name: '甲网',
  kind: 'feed',
  channel: 'news',
  addresses: ['https://a.example/rss'],
  verified: true,
  enabled: true,
  schedule: '*/20 * * * *',
  state: 'ok',
  reason: null,
  lastRunAt: toShanghai(MONDAY_NINE + minutes * 60_000),
  lastSuccessAt: toShanghai(MONDAY_NINE),
  lastRun: null,
  health: { seen: 0, usual: 12, findings, errors: [] },
});
const silent = { kind: 'source-silent', words: '最近 24 小时新收 0 条，前 5 周同期的中位数是 12 条' } as const;
const drifting = { kind: 'source-drifting', words: '没有标题 100%' } as const;

it('tells the system administrator once a day of each thing, however often the source runs', async () => {
  chain = await openChain();
  const { store, queries } = chain;
  const deps = { store, channels: ['in-app'] as const };
  const notices = async () => (await queries.findNotices({}, { limit: 20 })).items;

  await noticeSourceTrouble(status(0, []), deps);
  expect(await notices()).toEqual([]);
  await noticeSourceTrouble({ ...status(0, [silent]), enabled: false }, deps);
  expect(await notices()).toEqual([]);

  for (const minutes of [0, 0, 20, 40, 23 * 60]) await noticeSourceTrouble(status(minutes, [silent]), deps);
  expect(await notices()).toMatchObject([
    { receiver: SYSTEM_RECEIVER, reason: 'source-silent', alertId: 'source:a', state: 'pending', level: '蓝' },
  ]);
  expect((await notices())[0]!.body).toContain('中位数是 12 条');

  await noticeSourceTrouble(status(60, [silent, drifting]), deps);
  expect((await notices()).map(({ reason }) => reason).sort()).toEqual(['source-drifting', 'source-silent']);
  await noticeSourceTrouble(status(25 * 60, [silent]), deps);
  expect(await notices()).toHaveLength(3);
});
