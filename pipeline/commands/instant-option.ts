import { toEpoch, toShanghai, ZONE_OFFSET } from '../model/calendar.ts';
import { UsageError } from './command.ts';

const FORM = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * An option's instant as ISO 8601 with offset; without an offset it is Asia/Shanghai, a day alone is its midnight.
 * UsageError for what is no such instant.
 */
export function readInstant(option: string, value: string): string {
  const [, day, clock = '00:00', seconds = ':00', offset = ZONE_OFFSET] = FORM.exec(value) ?? [];
  const instant = `${day}T${clock}${seconds}${offset}`;
  // Date.parse moves 31 February on to March.
  const isDay = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
  if (!isDay || Number.isNaN(Date.parse(instant))) {
    throw new UsageError(`${option} 的值“${value}”不是时间：写成 2026-03-01 或 2026-03-01T08:00+08:00`);
  }
  return instant;
}

const DAY_MS = 86_400_000;

/** As {@link readInstant}, for the end of a period: a day alone is taken in whole, so its end is the midnight after it. */
export function readEnd(option: string, value: string): string {
  const instant = readInstant(option, value);
  return value.length > 10 ? instant : toShanghai(toEpoch(instant) + DAY_MS);
}
