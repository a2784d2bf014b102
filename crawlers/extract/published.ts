import { describeTimeProblem, parsePublishedTime } from '../../pipeline/normalise/parse-time.ts';
import { addressDay } from './address-time.ts';
import { declaredTimes } from './declared-time.ts';
import type { Metas } from './meta.ts';
import { scriptTime } from './script-time.ts';
import type { Structured } from './structured.ts';
import { changedTime, type VisibleTime, visibleTime } from './visible-time.ts';

export interface Published {
  /** As printed; null where the page shows none. */
  raw: string | null;
  /** Epoch milliseconds; null where none was found or it cannot be read. */
  at: number | null;
  /** Why there is none, for people; null when there is one. */
  problem: string | null;
  /** Whether the page itself gives it; otherwise it is the day in its address. */
  given: boolean;
}

export interface TimedPage {
  url: string;
  document: Document;
  metas: Metas;
  structured: Structured;
  /** The visible text. */
  lines: readonly string[];
  title: string;
}

/**
 * When the page says it was published. What it tells its readers behind 发布时间 is believed first; then what its
 * metadata declares, made exact by the visible time of the same day; then what stands near the title; then its scripts.
 * Where it says nothing of that, the day in its address is taken, or the last change that it shows near the title: many
 * older systems print no other time. A time of fetching, of a comment or in the foot of the page is never taken.
 */
export function readPublished(page: TimedPage, fetchedAt: number): Published {
  const visible = visibleTime(page.lines, page.title, fetchedAt);
  if (visible?.labelled && visible.clock) return found(visible);
  const { best: declared, first } = readFirst(
    declaredTimes(page.document, page.metas, page.structured),
    visible,
    fetchedAt,
  );
  if (visible !== null && declared !== null) return found(between(visible, declared));
  const script = visible?.clock || declared?.clock ? null : scriptTimeOf(page, fetchedAt);
  const shown = visible ?? declared;
  if (shown !== null) return found(script !== null && sameDay(script.at, shown.at) ? script : shown);
  if (script !== null) return found(script);
  const resort = lastResort(page, fetchedAt);
  if (resort !== null) return resort;
  const problem = first === null ? ({ problem: 'missing' } as const) : parsePublishedTime(first, { fetchedAt });
  const words =
    'problem' in problem ? describeTimeProblem(problem.problem, first) : describeTimeProblem('missing', null);
  return { raw: first, at: null, problem: first === null ? '页面上没有找到发布时间' : words, given: false };
}

function lastResort({ url, lines, title }: TimedPage, fetchedAt: number): Published | null {
  const changed = changedTime(lines, title, fetchedAt);
  const [day] = timeOf(addressDay(url) ?? '', fetchedAt);
  if (day !== undefined && (changed === null || !sameDay(day.at, changed.at))) return { ...found(day), given: false };
  return changed === null ? null : found(changed);
}

interface Time {
  raw: string;
  at: number;
  clock: boolean;
}

function between(visible: VisibleTime, declared: Time): Time {
  if (sameDay(visible.at, declared.at)) return visible.clock || !declared.clock ? visible : declared;
  // Day against day: a full time near the title is worth more than a bare declared date, but not than a full one.
  return visible.clock && !declared.clock ? visible : declared;
}

/** The first declared time that can be read; a later one of the same day is preferred when only it has a time of day. */
function readFirst(
  candidates: readonly string[],
  visible: VisibleTime | null,
  fetchedAt: number,
): { best: Time | null; first: string | null } {
  const times = candidates.flatMap((raw) => timeOf(raw, fetchedAt));
  const first = times[0] ?? null;
  const exact = first && times.find((time) => time.clock && sameDay(time.at, first.at));
  const agreed = visible && times.find((time) => sameDay(time.at, visible.at));
  return { best: exact ?? agreed ?? first, first: candidates[0] ?? null };
}

function scriptTimeOf({ document, title }: TimedPage, fetchedAt: number): Time | null {
  const raw = scriptTime(document, title);
  return raw === null ? null : (timeOf(raw, fetchedAt)[0] ?? null);
}

function timeOf(raw: string, fetchedAt: number): Time[] {
  const time = parsePublishedTime(raw, { fetchedAt });
  return 'at' in time ? [{ raw, at: time.at, clock: !isMidnight(time.at) }] : [];
}

function found({ raw, at }: Time): Published {
  return { raw, at, problem: null, given: true };
}

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;
function sameDay(one: number, other: number): boolean {
  return Math.floor((one + SHANGHAI_MS) / DAY_MS) === Math.floor((other + SHANGHAI_MS) / DAY_MS);
}
function isMidnight(at: number): boolean {
  return (at + SHANGHAI_MS) % DAY_MS === 0;
}
