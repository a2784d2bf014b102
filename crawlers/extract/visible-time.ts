import { parsePublishedTime } from '../../pipeline/normalise/parse-time.ts';
import { opensOthers } from './page-words.ts';

export interface VisibleTime {
  raw: string;
  /** Epoch milliseconds. */
  at: number;
  /** Whether a time of day was printed with it. */
  clock: boolean;
  /** Whether it stands behind words such as 发布时间. */
  labelled: boolean;
}

const DATE = String.raw`(?:20\d{2}|19\d{2})(?:\s?[-/.年]\s?|\s+)\d{1,2}\s?[-/.月]\s?\d{1,2}\s?[日号]?`;
const CLOCK = String.raw`\d{1,2}\s?[:：时点]\s?\d{1,2}(?:\s?[:：分]\s?\d{1,2}秒?|分)?`;
const BETWEEN = String.raw`[\s,，T|]*(?:[(（]?(?:星期|周)[一二三四五六日天][)）]?)?[\s,，T|]*(?:凌晨|早上|[上下中]午|晚上?)?\s*`;
/** As programs write it; the zone counts only behind the T, elsewhere `08:15-09:30` is a span of time. */
const ISO = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})`;
const DATE_CLOCK = new RegExp(`${ISO}|(?<date>${DATE})(?<clock>${BETWEEN}${CLOCK})`);
const CLOCK_DATE = new RegExp(
  String.raw`(?<![\d:])(?<clock>\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)[\s,，|]*(?<date>${DATE})`,
);
const DATE_ALONE = new RegExp(String.raw`(?<!\d)${DATE}(?!\s?[-/.]?\d)`);
/** Without the year, as video and self-media platforms print it. */
const MONTH_DAY_CLOCK = new RegExp(
  String.raw`(?<![\d.:/-])(?:\d{1,2}月\d{1,2}日|\d{2}[-/]\d{2})${BETWEEN}\d{1,2}[:：]\d{2}`,
);
const RELATIVE =
  /(?:\d+|半)\s?个?(?:秒钟?|分钟?|小时|天|周|星期|月|年)\s?前|[昨前今][天日]\s?(?:凌晨|早上|[上下中]午|晚上?)?\s?\d{1,2}[:：]\d{2}|刚刚/;
const PUBLISHED = /(?:发[布表]|刊发|发稿|发帖|提问|留言|来信|咨询)\s?(?:时间|日期|于)|发[布表]\s?[:：]|publish/i;
const LABEL = /(?:时间|日期)\s*[:：\t]|来源|出处|作者|发[布表]于?|posted/i;
/** Times of other things: the present, the last change, other people's words. */
const OTHER =
  /今天是|现在是|当前时间|更新(?:时间|日期|于)?|修改(?:时间|日期|于)?|采集(?:时间|于)?|抓取(?:时间|于)?|截[至止]|有效期|施行|实施|生效|废止|回复于|评论于|最后/;
/** Such a word with the time that follows it. */
const OTHER_TIME = new RegExp(`(?:${OTHER.source})[^\\d。]{0,12}${DATE}(?:${BETWEEN}${CLOCK})?`, 'g');
/** How far below the title its time may stand, in lines. */
const LINES_BELOW = 14;
const LINES_ABOVE = 4;
const MOST_PLACES = 4;
/** A line longer than this is text, not a line of facts about the text. */
const FACT_CHARS = 90;

/** The time of publication that the page shows its readers; null where it shows none. `lines`: the visible text. */
export function visibleTime(lines: readonly string[], title: string, fetchedAt: number): VisibleTime | null {
  const places = titlePlaces(lines, title);
  const near = places.flatMap((place) => below(lines, place)).filter(isFact);
  const labelledNear = near.filter((line) => LABEL.test(line));
  const published = lines.filter((line) => PUBLISHED.test(line) && isFact(line));
  const above = places.flatMap((place) => lines.slice(Math.max(0, place - LINES_ABOVE), place)).filter(isFact);
  const searches: readonly (readonly [readonly string[], RegExp])[] = [
    [near.filter((line) => PUBLISHED.test(line)), DATE_CLOCK],
    [labelledNear, DATE_CLOCK],
    [near, DATE_CLOCK],
    [[joined(near)], DATE_CLOCK],
    [near.filter((line) => line.length < 60), CLOCK_DATE],
    [near.filter((line) => line.length < 40), RELATIVE],
    [near.filter((line) => line.length < 60), MONTH_DAY_CLOCK],
    [published, DATE_CLOCK],
    [near.filter((line) => PUBLISHED.test(line)), DATE_ALONE],
    [labelledNear, DATE_ALONE],
    // A day that the page calls that of publication goes before one below the text, where letters are signed.
    ...(published.length === 1 ? [[published, DATE_ALONE] as const] : []),
    [near.filter((line) => line.length < 60), DATE_ALONE],
    [published, DATE_ALONE],
    [above.filter((line) => !/(?:星期|周)[一二三四五六日天]/.test(line)), DATE_CLOCK],
    [lines.filter((line) => /成文日期|(?:印发|签发)日期/.test(line)), DATE_ALONE],
  ];
  for (const [where, what] of searches) {
    const found = firstTime(where, what, fetchedAt);
    if (found !== null) return found;
  }
  return null;
}

/** The last change that the page shows near its title; null where it shows none. */
export function changedTime(lines: readonly string[], title: string, fetchedAt: number): VisibleTime | null {
  const near = titlePlaces(lines, title).flatMap((place) => below(lines, place));
  const said = near.filter((line) => line.length < FACT_CHARS).flatMap((line) => CHANGED.exec(line)?.[1] ?? []);
  return firstTime(said, DATE_CLOCK, fetchedAt) ?? firstTime(said, DATE_ALONE, fetchedAt);
}
const CHANGED = /(?:更新|修改)(?:时间|日期|于)?\s*[:：]?\s*(\d.*)$/;

function firstTime(lines: readonly string[], what: RegExp, fetchedAt: number): VisibleTime | null {
  for (const line of lines) {
    const label = line.search(PUBLISHED);
    const from = label < 0 ? line : line.slice(label);
    const own = label < 0 ? from.replace(OTHER_TIME, ' ') : from;
    if (label < 0 && OTHER.test(own)) continue;
    const raw = rawOf(what.exec(own));
    const time = raw === undefined ? null : parsePublishedTime(raw, { fetchedAt });
    if (raw !== undefined && time && 'at' in time)
      return { raw, at: time.at, clock: what !== DATE_ALONE, labelled: label >= 0 };
  }
  return null;
}

/** As printed, but day before clock and apart from it, as some layouts do not have them. */
function rawOf(found: RegExpExecArray | null): string | undefined {
  const { date, clock } = found?.groups ?? {};
  return (date === undefined ? found?.[0] : `${date} ${clock}`)?.replace(/\s+/g, ' ');
}

/** Lines from the title down to where the article surely is over. */
function below(lines: readonly string[], place: number): string[] {
  const rest = lines.slice(place, place + LINES_BELOW);
  const end = rest.findIndex((line, index) => index > 0 && opensOthers(line));
  return end < 0 ? rest : rest.slice(0, end);
}

function isFact(line: string): boolean {
  return line.length < FACT_CHARS || (line.length < 240 && PUBLISHED.test(line) && !/。/.test(line));
}

/** Some layouts put year, day and time of day each on a line of its own. */
function joined(lines: readonly string[]): string {
  return lines.filter((line) => line.length <= 12 && /^[\d\s:：/.年月日-]+$/.test(line)).join(' ');
}

/** Where the title stands; lines that are the title go before lines that hold it. */
function titlePlaces(lines: readonly string[], title: string): number[] {
  const wanted = squeeze(title);
  if (wanted === '') return [0];
  const exact: number[] = [];
  const within: number[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.length > title.length + 60) continue;
    const text = squeeze(line);
    if (text.length <= wanted.length + 6 && text.includes(wanted)) exact.push(index);
    else if (text.includes(wanted)) within.push(index);
  }
  const places = [...exact, ...within].slice(0, MOST_PLACES);
  return places.length > 0 ? places : [0];
}

function squeeze(text: string): string {
  return text.replace(/[\s"'“”‘’「」]/g, '');
}
