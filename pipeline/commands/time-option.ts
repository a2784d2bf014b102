import { ConfigError } from '../errors.ts';
import { fromShanghai, toEpoch, toShanghai } from '../model/calendar.ts';

const FORM = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/i;
const DAY_MS = 86_400_000;

/**
 * A time given on the command line → ISO 8601 in Asia/Shanghai. Without an offset it is Asia/Shanghai. A day alone is its
 * beginning; with `end` it is the beginning of the day after, so that `--to 2026-03-31` takes that day in.
 */
export function readTime(option: string, text: string, { end = false } = {}): string {
  const [, ...fields] = FORM.exec(text) ?? [];
  const [year, month, day, hour, minute, second] = fields.map((field) =>
    field === undefined ? undefined : Number(field),
  );
  if (year !== undefined && month !== undefined && day !== undefined) {
    const at = fromShanghai(year, month, day, hour ?? 0, minute ?? 0, second ?? 0);
    if (at !== null) return toShanghai(hour === undefined && end ? at + DAY_MS : at);
  } else if (/^\d{4}-\d{2}-\d{2}T/.test(text) && OFFSET.test(text) && !Number.isNaN(Date.parse(text))) {
    return toShanghai(toEpoch(text));
  }
  const hint = '写成 2026-03-01、2026-03-01T09:30 或带时区的 2026-03-01T09:30:00+08:00';
  throw new ConfigError([{ where: option, message: `看不懂时间“${text}”`, hint }]);
}
