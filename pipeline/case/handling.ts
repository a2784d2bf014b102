import type { EscalationSpec } from '../../rules/schema.ts';
import type { Alert, Deadline } from '../model/alert.ts';
import { byDue } from '../model/by-due.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { Case, CaseDeadline, HandlingOfLevel } from '../model/case.ts';
import { type EventGrade, levelRank, WARNING_LEVELS, type WarningLevel } from '../model/levels.ts';
import { notPublished } from '../working-days/statutory-clock.ts';
import { atTimeOf, type WorkingDays, workingDayAfter } from '../working-days/working-days.ts';
import { type Change, minuteOf } from './change.ts';
import { withCalls } from './plan-calls.ts';
import { refuse } from './refusal.ts';

const HOUR_MS = 3_600_000;
const END_OF_DAY = { hour: 23, minute: 59, second: 59 } as const;

/** 处置时限 of an alert's policy for every level that has one, counted from when the alert was raised. */
export function handlingOf(
  { detectedAt, route }: Pick<Alert, 'detectedAt' | 'route'>,
  { policies, calls, decided }: Pick<EscalationSpec, 'policies' | 'calls' | 'decided'>,
  days: WorkingDays,
): HandlingOfLevel[] {
  const limits = policies[route.policy]?.handling ?? {};
  return WARNING_LEVELS.flatMap((level) => {
    const limit = limits[level];
    if (limit === undefined) return [];
    const { hours, workingDays, document } = limit;
    const from = toEpoch(detectedAt);
    const end = workingDays === undefined ? null : workingDayAfter(days, from, workingDays);
    const deadline: Deadline = {
      ...{ kind: 'handle', anchor: 'detected', anchorAt: detectedAt, cause: '' },
      name: `处置（${workingDays === undefined ? `${hours} 小时` : `${workingDays} 个工作日`}内）`,
      document: document ?? `rules/escalation.yaml（${decided.by}，${decided.on}）策略“${route.policy}”`,
      dueAt: dueAt(from, hours, end),
      calendar: end === null ? null : days.version,
      problem: end !== null && 'unknown' in end ? notPublished(end.unknown) : null,
    };
    return [{ level, deadline: withCalls(deadline, level, calls, days) }];
  });
}

function dueAt(from: number, hours: number | undefined, end: ReturnType<typeof workingDayAfter> | null): string | null {
  if (end === null) return toShanghai(from + (hours ?? 0) * HOUR_MS);
  return 'unknown' in end ? null : toShanghai(atTimeOf(end.day, END_OF_DAY));
}

/** The level whose limit a graded case has: 重大 and above that of red, 较大 of orange, 一般 never more than that of yellow. */
export function levelOfGrade(grade: EventGrade, level: WarningLevel): WarningLevel {
  if (grade === '重大' || grade === '特别重大') return '红';
  if (grade === '较大') return '橙';
  return levelRank(level) > levelRank('黄') ? '黄' : level;
}

/** The level whose limit a case has as it stands, also one that has no limits yet. */
export function handlingLevelOf({ handlingLevel, grade, level }: Pick<Case, 'handlingLevel' | 'grade' | 'level'>) {
  return handlingLevel ?? (grade === null ? level : levelOfGrade(grade, level));
}

/** True for a case that was opened when limits of handling were not kept yet; every other one has a level, though perhaps no limit. */
export function lacksLimits({ handlingLevel }: Pick<Case, 'handlingLevel'>): boolean {
  return handlingLevel === null;
}

/** The limits that such a case would have had, counted from its alerts like all others: it may be past them already. */
export const limit: Change<'limit'> = (subject, { limits }) => {
  if (!lacksLimits(subject)) return refuse('no-change', '本案已有处置时限的依据');
  const { deadlines } = subject;
  const level = handlingLevelOf(subject);
  const handling = earlierHandling(subject.handling, limits.handling);
  const added = withHandling({ deadlines, handling, handlingLevel: null }, level, '立案时系统还没有处置时限，补算');
  return {
    next: {
      ...added.next,
      gradeCalls: subject.gradeCalls.length === 0 ? limits.gradeCalls : subject.gradeCalls,
    },
    details: added.details.length === 0 ? [`按现行派送策略，${level}色没有处置时限`] : added.details,
  };
};

type Limited = Pick<Case, 'deadlines' | 'handling' | 'handlingLevel'>;

/**
 * The case with the limit of another level: a further row with its cause, the earlier ones stay. Without such a limit, or
 * where it is the one that runs, nothing changes.
 */
export function withHandling(
  { deadlines, handling }: Limited,
  level: WarningLevel,
  cause: string,
): { next: Limited; details: string[] } {
  const found = handling.find((one) => one.level === level)?.deadline;
  const standing = handlingClock(deadlines);
  const next = { deadlines, handling, handlingLevel: level };
  if (found === undefined || (standing !== null && isSame(standing, found))) return { next, details: [] };
  // What was told about this very limit before is not told again.
  const told = deadlines.findLast((one) => one.kind === 'handle' && isSame(one, found))?.calls ?? found.calls;
  const when = found.dueAt === null ? '不可计算' : `${minuteOf(found.dueAt)} 前`;
  const change = standing === null ? '' : `（原为${standing.dueAt === null ? '不可计算' : minuteOf(standing.dueAt)}）`;
  return {
    next: { ...next, deadlines: [...deadlines, { ...found, calls: told, cause }] },
    details: [`处置时限：${found.name}，${when}${change}，${cause}`],
  };
}

function isSame(a: CaseDeadline, b: CaseDeadline): boolean {
  return a.dueAt === b.dueAt && a.name === b.name && a.document === b.document;
}

/** Of several rows the last one counts. */
export function handlingClock(deadlines: Case['deadlines']): CaseDeadline | null {
  return deadlines.findLast(({ kind }) => kind === 'handle') ?? null;
}

/** For each level the earlier of both: joining another alert or case never gives more time. */
export function earlierHandling(
  ours: readonly HandlingOfLevel[],
  theirs: readonly HandlingOfLevel[],
): HandlingOfLevel[] {
  return WARNING_LEVELS.flatMap((level) => {
    const both = [...ours, ...theirs].filter((one) => one.level === level);
    return both.sort((a, b) => byDue(a.deadline, b.deadline)).slice(0, 1);
  });
}
