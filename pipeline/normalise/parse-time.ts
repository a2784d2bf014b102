import { shanghaiFields, startOfDay } from '../model/calendar.ts';
import { foldTimeText } from './fold-time-text.ts';
import { type Clock, readClock } from './read-clock.ts';
import { readRelative } from './read-relative.ts';
import { type Moment, toInstant } from './to-instant.ts';

/** Why a printed time was not taken, with the words shown to people. */
export const TIME_PROBLEMS = {
  missing: '来源未给出发布时间',
  'not-found': '未识别出发布时间',
  ambiguous: '日期有歧义，月和日无法分辨',
  impossible: '日期或时间不存在',
  future: '发布时间晚于采集时间一天以上',
  'before-1990': '发布时间早于1990年',
} as const;
export type TimeProblem = keyof typeof TIME_PROBLEMS;
export type ParsedTime = Moment | { problem: TimeProblem };

const DAY_MS = 86_400_000;
const EARLIEST = Date.UTC(1990, 0, 1) - 8 * 3_600_000;
/** A time stands at the beginning of what a source prints, or behind a label; the rest is not read. */
const READ_CHARS = 400;

/**
 * Published time as a source printed it → epoch milliseconds. Without a zone it is Asia/Shanghai; `fetchedAt` (epoch
 * milliseconds) is what 3小时前, 昨天 and dates without a year count from. A date without a time is midnight. Never
 * guesses: text without a readable time gives a problem.
 */
export function parsePublishedTime(text: string, { fetchedAt }: { fetchedAt: number }): ParsedTime {
  if (text.trim() === '') return { problem: 'missing' };
  const folded = foldTimeText(text.slice(0, READ_CHARS));
  const labelled = LABEL.exec(folded);
  const candidates = labelled === null ? [folded] : [folded.slice(labelled.index + labelled[0].length), folded];
  for (const candidate of candidates) {
    const found = readAny(candidate, fetchedAt);
    if (found !== null) return typeof found === 'string' ? { problem: found } : withinBounds(found, fetchedAt);
  }
  return { problem: 'not-found' };
}

/** A sentence for pages, with what the source printed. */
export function describeTimeProblem(problem: TimeProblem, printed: string | null): string {
  const words = TIME_PROBLEMS[problem];
  return problem === 'missing' || printed === null ? words : `${words}：${printed.trim().slice(0, 60)}`;
}

function withinBounds(found: Moment, fetchedAt: number): ParsedTime {
  if (found.at > fetchedAt + DAY_MS) return { problem: 'future' };
  return found.at < EARLIEST ? { problem: 'before-1990' } : found;
}

/** An instant, why a date that is there cannot be taken, or null when there is none. */
type Found = Moment | TimeProblem | null;

function readAny(text: string, fetchedAt: number): Found {
  return (
    readEpoch(text) ??
    readYearFirst(text) ??
    readCompact(text) ??
    readMonthName(text) ??
    readYearLast(text) ??
    readRelative(text, fetchedAt) ??
    readMonthDay(text, fetchedAt) ??
    readWeekday(text, fetchedAt) ??
    readBareClock(text, fetchedAt)
  );
}

function readEpoch(text: string): Found {
  const found = /^(\d{10})(\d{3}|\.\d{1,6})?$/.exec(text);
  if (found === null) return null;
  const seconds = Number(found[1]);
  const rest = found[2] ?? '';
  const at = seconds * 1000 + (rest.length === 3 && !rest.startsWith('.') ? Number(rest) : 0);
  return { at, hourTold: at !== startOfDay(at) };
}

/** 2019-4-25, 2019/04/25, 2019.4.25, 2019年4月25日, 2019 04/25, 19年4月25日, each with or without a time behind it. */
function readYearFirst(text: string): Found {
  const found =
    /(?<!\d)(\d{4})\s?[-/.年 ]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)\s?[日号]?/.exec(text) ??
    /(?<!\d)(\d{2})年\s?(\d{1,2})月\s?(\d{1,2})(?!\d)\s?[日号]?/.exec(text);
  if (found === null) return null;
  const [whole, year = '', month, day] = found;
  const date = { year: Number(year.length === 2 ? `20${year}` : year), month: Number(month), day: Number(day) };
  return toInstant(date, readClock(text.slice(found.index + whole.length)));
}

/** 20190425, 20190425093209, 20190425T093209Z, 20190425 09:32. */
function readCompact(text: string): Found {
  const found = /(?<![\d.])((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?(Z)?(?!\d)/i.exec(text);
  if (found === null) return null;
  const [whole, year, month, day, hour, minute, second, zone] = found;
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  if (hour === undefined) return toInstant(date, readClock(text.slice(found.index + whole.length)));
  const clock: Clock = { hour: Number(hour), minute: Number(minute), second: Number(second ?? 0) };
  return toInstant(date, zone === undefined ? clock : { ...clock, offsetMinutes: 0 });
}

/** Thu, 25 Apr 2019 09:32:09 +0800 · Thu Apr 25 09:32:09 +0800 2019 · Apr 25, 2019 9:32 AM · 25-Apr-2019. */
function readMonthName(text: string): Found {
  const dayFirst = new RegExp(
    `(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?[\\s-]+${MONTH}[\\s,-]+(\\d{4}|\\d{2})(?!\\d)`,
    'i',
  ).exec(text);
  if (dayFirst !== null) {
    const [whole, day, month = '', year = ''] = dayFirst;
    const date = { year: fullYear(year), month: monthNumber(month), day: Number(day) };
    return toInstant(date, readClock(text.slice(dayFirst.index + whole.length)));
  }
  const monthFirst = new RegExp(`(?<![a-z])${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\d)`, 'i').exec(text);
  if (monthFirst === null) return null;
  const [whole, month = '', day] = monthFirst;
  const behind = text.slice(monthFirst.index + whole.length);
  const year = /(?<![\d:+-])((?:19|20)\d{2})(?![\d:])/.exec(behind);
  if (year === null) return null;
  const date = { year: Number(year[1]), month: monthNumber(month), day: Number(day) };
  const clockFirst = readClock(behind);
  return toInstant(date, clockFirst ?? readClock(behind.slice(year.index + 4)));
}

/** 4/25/2019 9:32 and 25/4/2019, as spreadsheets with another locale write; only where month and day can be told. */
function readYearLast(text: string): Found {
  const found = /(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)/.exec(text);
  if (found === null) return null;
  const [first, second] = [Number(found[1]), Number(found[2])];
  if (first <= 12 && second <= 12 && first !== second) return 'ambiguous';
  const [month, day] = first > 12 ? [second, first] : [first, second];
  return toInstant({ year: Number(found[3]), month, day }, readClock(text.slice(found.index + found[0].length)));
}

/** 4月25日 09:32, 04-25 09:32, 去年4月25日; with no year it is the latest such day that is not in the future. */
function readMonthDay(text: string, fetchedAt: number): Found {
  const found =
    /(今年|去年|前年)?\s?(?<!\d)(\d{1,2})月\s?(\d{1,2})(?!\d)[日号]?/.exec(text) ??
    /()(?<![\d.:/-])(\d{1,2})[-/](\d{1,2})(?=\s+\d{1,2}:\d{2})/.exec(text) ??
    /^()\s?(\d{1,2})[-/](\d{1,2})\s?$/.exec(text);
  if (found === null) return null;
  const [whole, yearWord = '', month, day] = found;
  const clock = readClock(text.slice(found.index + whole.length));
  const thisYear = shanghaiFields(fetchedAt).year;
  const at = (year: number) => toInstant({ year, month: Number(month), day: Number(day) }, clock);
  if (yearWord !== '') return at(thisYear - ['今年', '去年', '前年'].indexOf(yearWord));
  // 29 February may lie up to eight years back (1900 and 2100 have none).
  for (let year = thisYear + 1; year >= thisYear - 8; year--) {
    const candidate = at(year);
    if (candidate !== 'impossible' && candidate.at <= fetchedAt + DAY_MS) return candidate;
  }
  return 'impossible';
}

/** 周三 08:15, 星期五: the latest such day that is not in the future; 上周五, 本周三: that of the week from Monday. */
function readWeekday(text: string, fetchedAt: number): Found {
  const found = /^\s*(上|本|这)?个?(?:周|星期|礼拜)([一二三四五六日天])(?=\D{0,4}\d{1,2}(?:[:点时])|\s*$)/.exec(text);
  if (found === null) return null;
  const [whole, week, named = ''] = found;
  const clock = readClock(text.slice(whole.length));
  if (clock === 'impossible') return clock;
  const weekday = '一二三四五六日'.indexOf(named === '天' ? '日' : named);
  const today = (shanghaiFields(fetchedAt).weekday + 6) % 7;
  const days = today - weekday + (week === '上' ? 7 : 0);
  const on = (back: number) => toInstant(shanghaiFields(fetchedAt - back * DAY_MS), clock);
  if (week !== undefined) return on(days);
  const latest = on((days + 7) % 7);
  return latest !== 'impossible' && latest.at > fetchedAt ? on(((days + 7) % 7) + 7) : latest;
}

/** Only a time of day: today, or yesterday when that is still to come. */
function readBareClock(text: string, fetchedAt: number): Found {
  if (!/^\D{0,4}\d{1,2}(?::\d{2}|[时点])/.test(text)) return null;
  const clock = readClock(text);
  if (clock === null || clock === 'impossible') return clock;
  const found = toInstant(shanghaiFields(fetchedAt), clock);
  return found !== 'impossible' && found.at > fetchedAt ? { ...found, at: found.at - DAY_MS } : found;
}

const LABEL =
  /(?:发布|发表|发帖|发文|刊发|刊登|留言|投诉|来信|提问|创建|出版|上传|成文|published?)\s?(?:时间|日期|于|at|on|date|time)?\s?[:】\]]?\s?/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = `(${MONTHS.join('|')})[a-z]*\\.?`;

function monthNumber(name: string): number {
  return MONTHS.indexOf(name.toLowerCase()) + 1;
}

function fullYear(year: string): number {
  return year.length === 4 ? Number(year) : Number(year) + (Number(year) < 70 ? 2000 : 1900);
}
