import { ConfigError } from '../errors.ts';
import { startOfDay, toShanghai } from '../model/calendar.ts';
import type { Bucket } from './queries.ts';

export const HOUR_MS = 3_600_000;
/** More columns than any chart can show; an hour's width over many years is a mistake. */
const MOST_BUCKETS = 100_000;

const BUCKETS = {
  hour: { width: HOUR_MS, align: startOfHour },
  day: { width: 24 * HOUR_MS, align: startOfDay },
} as const;
export type BucketKind = keyof typeof BUCKETS;

/** Epoch milliseconds, `to` exclusive. */
export interface Ends {
  from: number;
  to: number;
}

/** Start of the first bucket, and how many there are. Throws ConfigError for more than anybody can look at. */
export function planBuckets({ from, to }: Ends, bucket: BucketKind) {
  const { width, align } = BUCKETS[bucket];
  const first = align(from);
  const wanted = Math.ceil((to - first) / width);
  if (wanted > MOST_BUCKETS) throw tooManyBuckets(bucket);
  return { first, width, align, wanted };
}

/** All buckets of the plan, empty ones included. */
export function fillBuckets(ends: Ends, bucket: BucketKind, count: (start: number, end: number) => number): Bucket[] {
  const { first, width } = planBuckets(ends, bucket);
  const buckets: Bucket[] = [];
  for (let start = first; start < ends.to; start += width) {
    buckets.push({ from: toShanghai(start), count: count(start, start + width) });
  }
  return buckets;
}

function startOfHour(epochMs: number): number {
  return Math.floor(epochMs / HOUR_MS) * HOUR_MS;
}

function tooManyBuckets(bucket: BucketKind): ConfigError {
  const message = `时间范围过长，按 ${bucket} 统计会超过 ${MOST_BUCKETS} 段`;
  return new ConfigError([{ where: 'bucket', message, hint: '请缩短时间范围或改为按天统计' }]);
}
