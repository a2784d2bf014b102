import { shanghaiFields } from '../model/calendar.ts';
import { type Clock, readClock } from './read-clock.ts';
import { type Moment, toInstant } from './to-instant.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** 刚刚, 3分钟前, 半小时前, 2天前 08:15, 昨天 08:15, 今晨: counted back from `fetchedAt`, in folded text. */
export function readRelative(text: string, fetchedAt: number): Moment | 'impossible' | null {
  if (/刚刚|刚才|(?<![a-z])just now/i.test(text)) return { at: fetchedAt, hourTold: true };
  return readAgo(text, fetchedAt) ?? readNamedDay(text, fetchedAt);
}

function readAgo(text: string, fetchedAt: number): Moment | 'impossible' | null {
  const found = AGO.exec(text);
  if (found?.groups === undefined) return null;
  const { count = '', half, unit = '' } = found.groups;
  const amount = (/^(?:半|half an?)$/i.test(count) ? 0.5 : /^an?$/i.test(count) ? 1 : Number(count)) + (half ? 0.5 : 0);
  const months = /月|month/i.test(unit) ? amount : /年|year/i.test(unit) ? amount * 12 : 0;
  if (months > 0) return monthsBack(fetchedAt, Math.round(months));
  const step = unitMs(unit);
  if (/天|日|day/i.test(unit) && Number.isInteger(amount)) {
    const clock = readClock(text.slice(found.index + found[0].length));
    if (clock !== null) return onDay(fetchedAt - amount * DAY_MS, clock);
  }
  // Days and weeks ago are counted from when we looked: what they give is no hour of posting.
  return { at: fetchedAt - amount * step, hourTold: step < DAY_MS };
}

const AGO =
  /(?<count>\d{1,4}|半|half an?|an?(?= ))\s?个?(?<half>半)?(?<unit>秒钟?|分钟?|小时|钟头|天|日|周|星期|礼拜|月|年|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)\s?(?:之?以?前|ago)/i;

function unitMs(unit: string): number {
  if (/秒|sec/i.test(unit)) return 1000;
  if (/分|min/i.test(unit)) return MINUTE_MS;
  if (/时|钟头|hour|hr/i.test(unit)) return HOUR_MS;
  return /周|星期|礼拜|week/i.test(unit) ? 7 * DAY_MS : DAY_MS;
}

/** The same time of day that many months ago, on the month's last day where that month is shorter. */
function monthsBack(fetchedAt: number, months: number): Moment | 'impossible' {
  const { year, month, day, hour, minute, second } = shanghaiFields(fetchedAt);
  const index = year * 12 + (month - 1) - months;
  const target = { year: Math.floor(index / 12), month: (index % 12) + 1 };
  const lastDay = new Date(Date.UTC(target.year, target.month, 0)).getUTCDate();
  const found = toInstant({ ...target, day: Math.min(day, lastDay) }, { hour, minute, second });
  return found === 'impossible' ? found : { ...found, hourTold: false };
}

const NAMED_DAY =
  /(?<day>大前[天日]|前[天日]|昨[天日]|今[天日]|today|yesterday)|(?<short>[昨今前])(?=晚|晨|夜|早|午|[0-9]{1,2}[:点时])/i;

function readNamedDay(text: string, fetchedAt: number): Moment | 'impossible' | null {
  const found = NAMED_DAY.exec(text);
  if (found === null) return null;
  const word = (found.groups?.day ?? found.groups?.short ?? '').toLowerCase();
  const behind = text
    .slice(found.index + found[0].length)
    .replace(/^晨/, '凌晨')
    .replace(/^午/, '中午');
  return onDay(fetchedAt - daysBack(word) * DAY_MS, readClock(behind));
}

function daysBack(word: string): number {
  if (word.startsWith('大前')) return 3;
  if (word.startsWith('前')) return 2;
  return word.startsWith('昨') || word === 'yesterday' ? 1 : 0;
}

function onDay(instant: number, clock: Clock | 'impossible' | null): Moment | 'impossible' {
  return toInstant(shanghaiFields(instant), clock);
}
