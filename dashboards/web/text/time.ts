/** Times as staff read them: always Beijing time, whatever zone the computer is set to. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const OFFSET = 8 * HOUR;

const two = (n: number) => String(n).padStart(2, '0');

function fields(epochMs: number) {
  const d = new Date(epochMs + OFFSET);
  return {
    year: d.getUTCFullYear(),
    month: two(d.getUTCMonth() + 1),
    day: two(d.getUTCDate()),
    hour: two(d.getUTCHours()),
    minute: two(d.getUTCMinutes()),
    second: two(d.getUTCSeconds()),
  };
}

/** `2026-11-23 09:12:30` */
export function exactTime(iso: string): string {
  const f = fields(Date.parse(iso));
  return `${f.year}-${f.month}-${f.day} ${f.hour}:${f.minute}:${f.second}`;
}

/** `11-23 09:12`, with the year in front when it is not this year. */
export function shortTime(iso: string, now: number): string {
  const f = fields(Date.parse(iso));
  const year = f.year === fields(now).year ? '' : `${f.year}-`;
  return `${year}${f.month}-${f.day} ${f.hour}:${f.minute}`;
}

/** `09:12:30` */
export function clockTime(epochMs: number): string {
  const f = fields(epochMs);
  return `${f.hour}:${f.minute}:${f.second}`;
}

const dayNumber = (epochMs: number) => Math.floor((epochMs + OFFSET) / DAY);

/** 刚刚 · 3 分钟前 · 2 小时前 · 昨天 09:12 · 11-20 09:12. A time in the future is given in full. */
export function relativeTime(iso: string, now: number): string {
  const at = Date.parse(iso);
  const age = now - at;
  // Server times have whole seconds and clocks differ a little: half a minute ahead is still now.
  if (age < -MINUTE / 2) return shortTime(iso, now);
  if (age < MINUTE) return '刚刚';
  if (age < HOUR) return `${Math.floor(age / MINUTE)} 分钟前`;
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0 || age < 6 * HOUR) return `${Math.floor(age / HOUR)} 小时前`;
  const f = fields(at);
  if (days === 1) return `昨天 ${f.hour}:${f.minute}`;
  return shortTime(iso, now);
}

/** Two largest units: `3 天 4 小时`, `2 小时 5 分`, `4 分 09 秒`, `9 秒`. Takes milliseconds, sign is ignored. */
export function durationWords(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  if (days > 0) return hours > 0 ? `${days} 天 ${hours} 小时` : `${days} 天`;
  if (hours > 0) return minutes > 0 ? `${hours} 小时 ${minutes} 分` : `${hours} 小时`;
  if (minutes > 0) return `${minutes} 分 ${two(seconds % 60)} 秒`;
  return `${seconds} 秒`;
}

/** Start of the Beijing day, epoch milliseconds. */
export function startOfDay(epochMs: number): number {
  return dayNumber(epochMs) * DAY - OFFSET;
}

/** Epoch milliseconds → `2026-11-23T09:12:30+08:00`. */
export function toIso(epochMs: number): string {
  return `${new Date(epochMs + OFFSET).toISOString().slice(0, 19)}+08:00`;
}

/** Value of a datetime-local field (`2026-11-23T09:12`), read as Beijing time; null when it is no time. */
export function fromField(value: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(value)) return null;
  const iso = `${value.length === 16 ? `${value}:00` : value}+08:00`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
}

/** The other way: an instant as the value of a datetime-local field, in Beijing time. */
export function toField(iso: string): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? '' : toIso(ms).slice(0, 16);
}
