import { z } from 'zod';

/**
 * The one place that knows the time zone. Mainland China has had no daylight saving since 1991;
 * the offset is taken as a constant +08:00 for every instant.
 */
export const ZONE_OFFSET = '+08:00';
const OFFSET_MS = 8 * 3_600_000;

/** ISO 8601 instant with an explicit offset, as kept in every record: `2019-04-25T09:32:09+08:00`. */
export const instant = z.iso.datetime({ offset: true });

/** Epoch milliseconds → ISO 8601 in Asia/Shanghai, to the second. */
export function toShanghai(epochMs: number): string {
  return `${new Date(epochMs + OFFSET_MS).toISOString().slice(0, 19)}${ZONE_OFFSET}`;
}

/** ISO 8601 instant → epoch milliseconds. Throws RangeError on text that is no instant. */
export function toEpoch(iso: string): number {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new RangeError(`not an ISO 8601 instant: ${iso}`);
  return ms;
}

/** Calendar fields of an instant in Asia/Shanghai. Month and day count from 1, weekday 0 = Sunday. */
export function shanghaiFields(epochMs: number) {
  const d = new Date(epochMs + OFFSET_MS);
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
    weekday: d.getUTCDay(),
  };
}

/**
 * Fields in Asia/Shanghai → epoch milliseconds, or null when no such calendar time exists (2019-02-30, 25:00).
 */
export function fromShanghai(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): number | null {
  const ms = Date.UTC(year, month - 1, day, hour, minute, second) - OFFSET_MS;
  const f = shanghaiFields(ms);
  const same =
    f.year === year &&
    f.month === month &&
    f.day === day &&
    f.hour === hour &&
    f.minute === minute &&
    f.second === second;
  return same ? ms : null;
}

/** Midnight in Asia/Shanghai at or before the instant, epoch milliseconds. */
export function startOfDay(epochMs: number): number {
  return Math.floor((epochMs + OFFSET_MS) / 86_400_000) * 86_400_000 - OFFSET_MS;
}

/** `2019-04-25`, the day in Asia/Shanghai. */
export function dayOf(epochMs: number): string {
  return toShanghai(epochMs).slice(0, 10);
}
