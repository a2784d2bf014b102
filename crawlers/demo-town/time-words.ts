import { fromShanghai, shanghaiFields, startOfDay } from '../../pipeline/model/calendar.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const two = (n: number) => String(n).padStart(2, '0');

/** `2026-11-23` */
export function dateText(at: number): string {
  const f = shanghaiFields(at);
  return `${f.year}-${two(f.month)}-${two(f.day)}`;
}

/** `08:15` */
export function clockText(at: number): string {
  const f = shanghaiFields(at);
  return `${two(f.hour)}:${two(f.minute)}`;
}

/** `2026-11-23 08:15` */
export function dateTimeText(at: number): string {
  return `${dateText(at)} ${clockText(at)}`;
}

/** `2026-11-23 08:15:30` */
export function fullTimeText(at: number): string {
  return `${dateTimeText(at)}:${two(shanghaiFields(at).second)}`;
}

/** `2026年11月23日` */
export function longDateText(at: number): string {
  const f = shanghaiFields(at);
  return `${f.year}年${f.month}月${f.day}日`;
}

/** As forums write it: 刚刚, 12分钟前, 3小时前, 昨天 08:15, 前天 21:40, 11-18 09:02, 2025-12-30 10:11. */
export function forumTime(at: number, now: number): string {
  const age = now - at;
  if (age < MINUTE) return '刚刚';
  if (age < HOUR) return `${Math.floor(age / MINUTE)}分钟前`;
  const today = startOfDay(now);
  if (at >= today) return `${Math.floor(age / HOUR)}小时前`;
  if (at >= today - DAY) return `昨天 ${clockText(at)}`;
  if (at >= today - 2 * DAY) return `前天 ${clockText(at)}`;
  const text = dateTimeText(at);
  return shanghaiFields(at).year === shanghaiFields(now).year ? text.slice(5) : text;
}

/** Epoch ms of a time of day (`08:15`) so many whole days before the day of `now`. */
export function daysBefore(now: number, days: number, clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  const f = shanghaiFields(now - days * DAY);
  // A valid hour and minute of an existing day: never null.
  return fromShanghai(f.year, f.month, f.day, hour, minute) ?? now - days * DAY;
}

/** Fills `{日-3}` (11月20日), `{月}` (11月), `{月-1}` (10月) and `{年}` (2026年), counted from `at`. */
export function fillDates(text: string, at: number): string {
  return text.replace(/\{([日月年])([+-]\d{1,3})?\}/g, (_, unit: string, shift: string | undefined) => {
    const by = Number(shift ?? 0);
    if (unit === '日') {
      const f = shanghaiFields(at + by * DAY);
      return `${f.month}月${f.day}日`;
    }
    const f = shanghaiFields(at);
    if (unit === '年') return `${f.year + by}年`;
    return `${((((f.month - 1 + by) % 12) + 12) % 12) + 1}月`;
  });
}
