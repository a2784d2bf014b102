import type { SourceFinding, SourceHealth } from '../../pipeline/model/source-status.ts';
import { reasonWords } from '../crawl-reasons.ts';
import type { HourSlot, SourceHistory } from './history.ts';
import { type Comparison, compareWithUsual } from './usual.ts';

/** Beyond this many spreads a value is an outlier (B. Iglewicz and D. C. Hoaglin, How to detect and handle outliers, 1993). */
const OUTLIER = 3.5;
/** A day first, then a week for sources that bring little a day. */
const WINDOWS: readonly { hours: number; words: string }[] = [
  { hours: 24, words: '24 小时' },
  { hours: 7 * 24, words: '7 天' },
];
/** Without a readable list page for this long a source counts as down, however often it was tried. */
const DOWN_HOURS = 12;
const FEWEST_TRIES = 3;
/** Recent posts that extraction is judged on, and how far back they may lie. */
const RECENT_POSTS = 20;
const FEWEST_POSTS = 8;
const RECENT_HOURS = 7 * 24;
const FEWEST_PAST_POSTS = 30;
/** A share has to grow by this much to matter, however certain it is. */
const NOTABLE = 0.3;

const MEASURES: readonly { of: 'untitled' | 'undated' | 'short' | 'unread'; words: string }[] = [
  { of: 'untitled', words: '没有标题' },
  { of: 'undated', words: '没有发布时间' },
  { of: 'short', words: '正文过短' },
  { of: 'unread', words: '页面读不出正文' },
];

/** What is unusual about a source, by its own past. `hour`: hours since the epoch, of the run just ended. */
export function judgeHealth(history: SourceHistory, hour: number): SourceHealth {
  const day = compareWithUsual(history, hour, 24);
  const down = judgeDown(history, hour);
  const silent = down === null ? judgeSilent(history, hour) : null;
  const findings = [down, silent, judgeDrift(history, hour)].filter((finding) => finding !== null);
  const seen =
    day?.seen ?? history.filter((slot) => slot.hour > hour - 24).reduce((sum, slot) => sum + slot.accepted, 0);
  return { seen, usual: day?.usual ?? null, findings, errors: errorsOf(history, hour) };
}

function judgeDown(history: SourceHistory, hour: number): SourceFinding | null {
  const since = history.filter((slot) => slot.hour > hour - DOWN_HOURS);
  const tries = since.reduce((sum, slot) => sum + slot.runs, 0);
  const wasWell = history.some((slot) => slot.read > 0);
  if (!wasWell || tries < FEWEST_TRIES || since.some((slot) => slot.read > 0)) return null;
  return { kind: 'source-down', words: `${DOWN_HOURS} 小时内采集 ${tries} 次，一次也没有读到列表` };
}

function judgeSilent(history: SourceHistory, hour: number): SourceFinding | null {
  for (const { hours, words } of WINDOWS) {
    const compared = compareWithUsual(history, hour, hours);
    if (compared === null || compared.z > -OUTLIER) continue;
    return { kind: 'source-silent', words: silentWords(compared, words) };
  }
  return null;
}

function silentWords({ seen, usual, against, windows }: Comparison, window: string): string {
  const past = against === 'weeks' ? `前 ${windows} 周同期` : `前 ${windows} 天同期`;
  return `最近 ${window}新收 ${seen} 条，${past}的中位数是 ${usual} 条`;
}

/** Shares among recent posts against those before, by a one-sided test of the binomial's normal approximation. */
function judgeDrift(history: SourceHistory, hour: number): SourceFinding | null {
  const { recent, past } = split(history, hour);
  const [now, before] = [total(recent), total(past)];
  if (now.posts < FEWEST_POSTS || before.posts < FEWEST_PAST_POSTS) return null;
  const words = MEASURES.flatMap(({ of, words: name }) => {
    const share = now[of] / now.posts;
    const usual = (before[of] + 0.5) / (before.posts + 1);
    const z = (now[of] - now.posts * usual) / Math.sqrt(now.posts * usual * (1 - usual));
    if (share < usual + NOTABLE || z < OUTLIER) return [];
    return [`${name} ${percent(share)}（往常 ${percent(before[of] / before.posts)}）`];
  });
  if (words.length === 0) return null;
  return { kind: 'source-drifting', words: `最近 ${now.posts} 条中，${words.join('，')}：网站可能改版，请检查选择器` };
}

/** The newest hours that together hold enough posts, and everything before. */
function split(history: SourceHistory, hour: number): { recent: HourSlot[]; past: HourSlot[] } {
  let posts = 0;
  let from = history.length;
  while (from > 0 && posts < RECENT_POSTS) {
    const slot = history[from - 1];
    if (!slot || slot.hour <= hour - RECENT_HOURS) break;
    posts += slot.items + slot.unread;
    from -= 1;
  }
  return { recent: history.slice(from), past: history.slice(0, from) };
}

function total(slots: readonly HourSlot[]) {
  const sum = { posts: 0, untitled: 0, undated: 0, short: 0, unread: 0 };
  for (const slot of slots) {
    sum.posts += slot.items + slot.unread;
    for (const { of } of MEASURES) sum[of] += slot[of];
  }
  return sum;
}

/** Failures of the last seven days, most frequent first. */
function errorsOf(history: SourceHistory, hour: number): SourceHealth['errors'] {
  const counts = new Map<string, number>();
  for (const { hour: at, errors } of history) {
    if (at <= hour - 7 * 24) continue;
    for (const [reason, count] of Object.entries(errors)) counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([reason, count]) => ({ reason, words: reasonWords(reason), count }));
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
