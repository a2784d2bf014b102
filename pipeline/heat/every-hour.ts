import { toEpoch } from '../model/calendar.ts';
import type { Bucket } from '../store/queries.ts';
import type { HourCount } from './burst.ts';

export const HOUR_MS = 3_600_000;

/** Hours of [from, to) in epoch ms; those without posts count 0: silence is what is usual at night. */
export function everyHour(buckets: readonly Bucket[], from: number, to: number): HourCount[] {
  const counts = new Map(buckets.map((bucket) => [toEpoch(bucket.from), bucket.count]));
  const hours: HourCount[] = [];
  for (let at = Math.floor(from / HOUR_MS) * HOUR_MS; at < to; at += HOUR_MS) {
    hours.push({ at, count: counts.get(at) ?? 0 });
  }
  return hours;
}
