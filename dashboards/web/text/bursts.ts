import type { Burst, BurstWithAlerts } from '../../record-contract.ts';

const LEVELS: Readonly<Record<Burst['level'], string>> = {
  'hour-and-day': '同一时刻、同类日子（工作日或周末）',
  hour: '同一时刻',
  all: '任何时刻',
};

/** The hour and its figures: 3 月 2 日 9 时 12 帖，平常 1 帖. */
export function burstFigures({ at, count, voices = count, usual }: Pick<Burst, 'at' | 'count' | 'voices' | 'usual'>) {
  const [month, day, hour] = [at.slice(5, 7), at.slice(8, 10), at.slice(11, 13)].map(Number);
  return `${month} 月 ${day} 日 ${hour} 时 ${count} 帖${voices < count ? `（来自至少 ${voices} 位作者）` : ''}，平常 ${tenth(usual)} 帖`;
}

/** Bursts of the last day by the alerts of their events; of several the latest. */
export function burstsByAlert(bursts: readonly BurstWithAlerts[]): ReadonlyMap<string, Burst> {
  return new Map(bursts.toReversed().flatMap((burst) => burst.alertIds.map((alertId) => [alertId, burst] as const)));
}

/** Those of the last 24 hours, latest first. */
export function burstsOfLate<One extends Burst>({
  items,
  serverTime,
}: {
  items: readonly One[];
  serverTime: string;
}): readonly One[] {
  return items.filter(({ at }) => Date.parse(serverTime) - Date.parse(at) < 24 * 3_600_000);
}

/** What the hour was compared with, and how far out it lies. */
export function burstWhy({ usual, spread, tail, compared, level }: Burst): string {
  const chance = tail < 1e-6 ? '不到百万分之一' : `${(tail * 100).toPrecision(2)}%`;
  return `此前 ${compared} 个${LEVELS[level]}的小时，中位数 ${tenth(usual)}，稳健标准差 ${tenth(spread)}；平常水平下这么多的概率${tail < 1e-6 ? '' : ' '}${chance}`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
