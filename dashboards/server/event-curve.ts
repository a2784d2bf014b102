import { startOfDay, toEpoch, toShanghai } from '../../pipeline/model/calendar.ts';
import type { Event } from '../../pipeline/model/event.ts';
import type { Bucket, Queries } from '../../pipeline/store/queries.ts';

const DAY_MS = 86_400_000;
/** Longer than this an event is counted by day: nobody reads hours in a curve of weeks. */
const BY_HOUR_MS = 15 * DAY_MS;

type CountQueries = Pick<Queries, 'countMembers' | 'countPosts'>;

/**
 * All posts of an event by hour, or by day where it is long, exact copies included; without empty buckets. A post whose hour
 * is not known counts at the start of its day; a copy whose hour is not known is in none.
 */
export async function eventCurve(event: Event, queries: CountQueries): Promise<Bucket[]> {
  const { eventId, firstAt, lastAt, postCount } = event;
  const range = { eventId, from: firstAt, to: toShanghai(toEpoch(lastAt) + 1_000) };
  const counts = new Map<number, number>();
  const byHour = toEpoch(lastAt) - toEpoch(firstAt) <= BY_HOUR_MS;
  const add = (at: number, by: number) => {
    const start = byHour ? at : startOfDay(at);
    counts.set(start, (counts.get(start) ?? 0) + by);
  };
  let counted = 0;
  for (const { from, count } of await queries.countMembers(range)) {
    if (count > 0) add(toEpoch(from), count);
    counted += count;
  }
  if (counted < postCount) {
    const [all, timed] = await Promise.all([
      queries.countPosts(range, 'day'),
      queries.countPosts({ ...range, hourKnown: true }, 'day'),
    ]);
    const timedBy = new Map(timed.map(({ from, count }) => [from, count]));
    for (const { from, count } of all) {
      const hourless = count - (timedBy.get(from) ?? 0);
      if (hourless > 0) add(toEpoch(from), hourless);
    }
  }
  return [...counts].sort(([a], [b]) => a - b).map(([at, count]) => ({ from: toShanghai(at), count }));
}
