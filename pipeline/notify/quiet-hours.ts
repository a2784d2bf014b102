import { fromShanghai, shanghaiFields, startOfDay } from '../model/calendar.ts';

/** Minutes after midnight in Asia/Shanghai; `from` may be later than `to`: over midnight. */
export interface QuietHours {
  from: number;
  to: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** Minute of the hour at which digests leave. The platforms ask to keep clear of full and half hours, when all robots speak. */
const DIGEST_MINUTE = 7;

/** `22:00-07:00` → quiet hours; null when it is not of that form. */
export function parseQuietHours(text: string): QuietHours | null {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)\s*[-–—~～至]\s*([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  if (found === null) return null;
  const [, fromHour, fromMinute, toHour, toMinute] = found.map(Number);
  const from = (fromHour ?? 0) * 60 + (fromMinute ?? 0);
  const to = (toHour ?? 0) * 60 + (toMinute ?? 0);
  return from === to ? null : { from, to };
}

/** The end of the quiet hours that the instant lies in; null outside them. Epoch milliseconds. */
export function quietUntil(quiet: QuietHours | null, now: number): number | null {
  if (quiet === null) return null;
  const { hour, minute } = shanghaiFields(now);
  const at = hour * 60 + minute;
  const within = quiet.from < quiet.to ? at >= quiet.from && at < quiet.to : at >= quiet.from || at < quiet.to;
  if (!within) return null;
  const days = at < quiet.to ? 0 : DAY_MINUTES;
  return startOfDay(now) + (quiet.to + days) * MINUTE_MS;
}

/** The next time digests leave, seven minutes past an hour, at or after the instant. */
export function nextDigest(now: number): number {
  const { year, month, day, hour } = shanghaiFields(now);
  const here = fromShanghai(year, month, day, hour, DIGEST_MINUTE) ?? now;
  return here >= now ? here : here + 60 * MINUTE_MS;
}
