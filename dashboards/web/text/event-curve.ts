import { startOfDay } from './time.ts';

export interface CurvePoint {
  /** Start of the bucket, epoch milliseconds. */
  from: number;
  count: number;
}
export interface Curve {
  /** Width of a bucket, milliseconds. */
  step: number;
  points: CurvePoint[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STEPS = [HOUR, 6 * HOUR, DAY, 7 * DAY];
const MOST_POINTS = 60;

/**
 * Posts over time, empty buckets included, from what the server counted by hour or by day. Buckets start at whole steps of the
 * Beijing day.
 */
export function curveOf(counted: readonly { from: string; count: number }[]): Curve {
  const epochs = counted.map(({ from }) => Date.parse(from));
  const first = epochs.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const last = epochs.reduce((most, time) => Math.max(most, time), Number.NEGATIVE_INFINITY);
  if (epochs.length === 0) return { step: HOUR, points: [] };
  const step =
    STEPS.find((width) => (last - first) / width < MOST_POINTS) ??
    7 * DAY * Math.ceil((last - first) / (7 * DAY * MOST_POINTS));
  const origin = startOfDay(first);
  const start = origin + Math.floor((first - origin) / step) * step;
  const points = Array.from({ length: Math.floor((last - start) / step) + 1 }, (_, index) => ({
    from: start + index * step,
    count: 0,
  }));
  for (const { from, count } of counted) {
    const point = points[Math.floor((Date.parse(from) - start) / step)];
    if (point) point.count += count;
  }
  return { step, points };
}

export interface CurveMark {
  at: number;
  name: string;
}

/** Marks too near to each other for their names to be read become one with both names. `nearness` in milliseconds. */
export function joinMarks(marks: readonly CurveMark[], nearness: number): CurveMark[] {
  const joined: { at: number; names: string[] }[] = [];
  for (const { at, name } of [...marks].sort((a, b) => a.at - b.at)) {
    const last = joined.at(-1);
    if (last && at - last.at < nearness) last.names.push(name);
    else joined.push({ at, names: [name] });
  }
  return joined.map(({ at, names }) => ({ at, name: [...new Set(names)].join('、') }));
}
