import type { Burst } from '../../record-contract.ts';

const LEVELS: Readonly<Record<Burst['level'], string>> = {
  'hour-and-day': '同一时刻、同类日子（工作日或周末）',
  hour: '同一时刻',
  all: '任何时刻',
};

/** What the hour was compared with, and how far out it lies. */
export function burstWhy({ usual, spread, tail, compared, level }: Burst): string {
  const chance = tail < 1e-6 ? '不到百万分之一' : `${(tail * 100).toPrecision(2)}%`;
  return `此前 ${compared} 个${LEVELS[level]}的小时，中位数 ${tenth(usual)}，稳健标准差 ${tenth(spread)}；平常水平下这么多的概率${tail < 1e-6 ? '' : ' '}${chance}`;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
