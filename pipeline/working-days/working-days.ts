import { dayOf, fromShanghai } from '../model/calendar.ts';

/** One year of the State Council's notice on holidays. Days as `2026-02-14`, in Asia/Shanghai. */
export interface HolidayYear {
  year: number;
  /** Days off, weekends within a holiday included or not. */
  rest: ReadonlySet<string>;
  /** Saturdays and Sundays that are worked instead. */
  work: ReadonlySet<string>;
  /** Where it comes from: a document number, or a package with its version. */
  document: string;
}

export type DayKind = 'work' | 'rest' | 'unknown';

export interface WorkingDays {
  /** Sources and years, kept with every deadline computed from them. */
  readonly version: string;
  /** `unknown` where no notice has been published: never a guess from Monday to Friday. */
  kindOf(day: string): DayKind;
}

/** From here on a day may be moved by the notice of the year after (2018-12-29 was worked by that of 2019). */
const NEXT_NOTICE_FROM = '12-25';
const DAY_MS = 86_400_000;

/** Later years given for the same year take the place of earlier ones. */
export function createWorkingDays(years: readonly HolidayYear[]): WorkingDays {
  const byYear = new Map(years.map((one) => [one.year, one]));
  const isPublished = (day: string) => {
    const year = Number(day.slice(0, 4));
    return byYear.has(year) && (day.slice(5) < NEXT_NOTICE_FROM || byYear.has(year + 1));
  };
  const given = (day: string, list: 'rest' | 'work') => {
    const year = Number(day.slice(0, 4));
    return [byYear.get(year), byYear.get(year + 1)].some((one) => one?.[list].has(day));
  };
  return {
    version: versionOf([...byYear.values()]),
    kindOf(day) {
      if (!isPublished(day)) return 'unknown';
      if (given(day, 'work')) return 'work';
      if (given(day, 'rest')) return 'rest';
      const weekday = new Date(noonOf(day)).getUTCDay();
      return weekday === 0 || weekday === 6 ? 'rest' : 'work';
    },
  };
}

/** `chinese-days 1.5.7（2004–2026）；国办发明电〔2026〕1号（2027）` */
function versionOf(years: readonly HolidayYear[]): string {
  const byDocument = Map.groupBy(
    [...years].sort((a, b) => a.year - b.year),
    ({ document }) => document,
  );
  return [...byDocument]
    .map(([document, of]) => {
      const [first, last] = [of[0]?.year, of.at(-1)?.year];
      return `${document}（${first === last ? first : `${first}–${last}`}）`;
    })
    .join('；');
}

/** Noon in Shanghai is four in the morning in UTC: the same day everywhere that matters. */
function noonOf(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const noon = fromShanghai(year, month, date, 12);
  if (noon === null) throw new RangeError(`not a day: ${day}`);
  return noon;
}

/**
 * The day that is `count` working days after the day of the instant (epoch milliseconds); that day itself does not count
 * (民法典 第二百零一条). `{ unknown }`: a day on the way for which no notice has been published.
 */
export function workingDayAfter(days: Pick<WorkingDays, 'kindOf'>, from: number, count: number): FoundDay {
  return walk(days, from, count, DAY_MS);
}

/** The day before the day of the instant from which on `count` working days are left, that one included. */
export function workingDayBefore(days: Pick<WorkingDays, 'kindOf'>, from: number, count: number): FoundDay {
  return walk(days, from, count, -DAY_MS);
}

export type FoundDay = { day: string } | { unknown: string };

function walk(days: Pick<WorkingDays, 'kindOf'>, from: number, count: number, step: number): FoundDay {
  let at = noonOf(dayOf(from));
  for (let left = count; left > 0; ) {
    at += step;
    const day = dayOf(at);
    const kind = days.kindOf(day);
    if (kind === 'unknown') return { unknown: day };
    if (kind === 'work') left -= 1;
  }
  return { day: dayOf(at) };
}

/** That day at a time of day in Shanghai, epoch milliseconds. */
export function atTimeOf(day: string, { hour, minute, second = 0 }: { hour: number; minute: number; second?: number }) {
  return noonOf(day) + ((hour - 12) * 3_600 + minute * 60 + second) * 1_000;
}
