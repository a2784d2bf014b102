import type { CallSpec, OverdueSpec, ReminderSpec } from '../../rules/call-schema.ts';
import type { ClockKind } from '../../rules/clocks.ts';
import type { Deadline } from '../model/alert.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { CaseDeadline, DeadlineCall, GradeCall } from '../model/case.ts';
import type { WarningLevel } from '../model/levels.ts';
import { STATUTORY_CLOCKS } from '../working-days/statutory-clock.ts';
import {
  atTimeOf,
  type FoundDay,
  type WorkingDays,
  workingDayAfter,
  workingDayBefore,
} from '../working-days/working-days.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** Calls of working days come when people have come. */
const MORNING = { hour: 9, minute: 0 } as const;

/** A clock with the moments at which people are told of it. One that cannot be computed has none. */
export function withCalls(
  deadline: Deadline,
  level: WarningLevel,
  calls: readonly CallSpec[],
  days: WorkingDays,
): CaseDeadline {
  const spec = callFor(deadline.kind, level, calls);
  const planned =
    spec === null || deadline.dueAt === null ? [] : plan(spec, span(deadline.anchorAt, deadline.dueAt), days);
  return { ...deadline, calls: planned, ended: null };
}

/** Calls about clocks that begin only with grading: hours, so that no calendar is needed then. */
export function gradeCallsOf(calls: readonly CallSpec[]): GradeCall[] {
  return (['publish', 'press-conference'] as const).flatMap((clock) => {
    const spec = callFor(clock, '红', calls);
    if (spec === null) return [];
    const due = STATUTORY_CLOCKS[clock].hours * HOUR_MS;
    return plan(spec, { from: 0, due }, NO_CALENDAR).map(({ at, kind, name, receivers }) => ({
      ...{ clock, kind, name, receivers },
      afterMs: toEpoch(at),
    }));
  });
}

/** `graveClock` at `anchorAt` with its calls. */
export function graded(deadline: Deadline, calls: readonly GradeCall[]): CaseDeadline {
  const from = toEpoch(deadline.anchorAt);
  const own = calls.filter(({ clock }) => clock === deadline.kind);
  return {
    ...deadline,
    calls: own.map(({ kind, name, receivers, afterMs }) => ({
      ...{ kind, name, receivers, at: toShanghai(from + afterMs), doneAt: null },
    })),
    ended: null,
  };
}

const NO_CALENDAR: Pick<WorkingDays, 'kindOf'> = { kindOf: () => 'unknown' };

interface Span {
  /** Epoch milliseconds. */
  from: number;
  due: number;
}

function span(anchorAt: string, dueAt: string): Span {
  return { from: toEpoch(anchorAt), due: toEpoch(dueAt) };
}

function callFor(kind: Deadline['kind'], level: WarningLevel, calls: readonly CallSpec[]): CallSpec | null {
  const clocks = (one: CallSpec): readonly (ClockKind | Deadline['kind'])[] => one.clocks;
  return calls.find((one) => clocks(one).includes(kind) && (one.levels?.includes(level) ?? true)) ?? null;
}

/** A reminder that would come before its clock has begun says nothing: the span is shorter than the lead. */
function plan({ remind, overdue }: CallSpec, span: Span, days: Pick<WorkingDays, 'kindOf'>): DeadlineCall[] {
  const before = remind
    .map((one) => ({ kind: 'reminder' as const, ...reminderAt(one, span, days), receivers: one.receivers }))
    .filter(({ at }) => at > span.from && at < span.due);
  const after = overdue.map((one) => ({
    kind: 'overdue' as const,
    ...overdueAt(one, span, days),
    receivers: one.receivers,
  }));
  return [...before, ...after]
    .sort((a, b) => a.at - b.at)
    .map(({ at, ...rest }) => ({ ...rest, at: toShanghai(at), doneAt: null }));
}

interface Moment {
  at: number;
  name: string;
}

function reminderAt(spec: ReminderSpec, { from, due }: Span, days: Pick<WorkingDays, 'kindOf'>): Moment {
  const { passed, hoursBefore, workingDaysBefore = 1 } = spec;
  if (passed !== undefined) return { at: secondOf(from + ((due - from) * passed) / 100), name: `时限已过 ${passed}%` };
  if (hoursBefore !== undefined) return { at: due - hoursBefore * HOUR_MS, name: `还剩 ${hoursBefore} 小时` };
  const at = morningOf(workingDayBefore(days, due, workingDaysBefore), due - workingDaysBefore * DAY_HOURS * HOUR_MS);
  return { at, name: `还剩 ${workingDaysBefore} 个工作日` };
}

function overdueAt(spec: OverdueSpec, { due }: Span, days: Pick<WorkingDays, 'kindOf'>): Moment {
  const { hoursAfter, workingDaysAfter = 1 } = spec;
  if (hoursAfter !== undefined)
    return { at: due + hoursAfter * HOUR_MS, name: hoursAfter === 0 ? '时限已到' : `已过期 ${hoursAfter} 小时` };
  const at = morningOf(workingDayAfter(days, due, workingDaysAfter), due + workingDaysAfter * DAY_HOURS * HOUR_MS);
  return { at, name: `已过期 ${workingDaysAfter} 个工作日` };
}

/** Where no notice says which days are worked, so many times 24 hours: a call is never lost for want of a calendar. */
function morningOf(found: FoundDay, otherwise: number): number {
  return 'unknown' in found ? otherwise : atTimeOf(found.day, MORNING);
}

function secondOf(at: number): number {
  return Math.ceil(at / 1_000) * 1_000;
}
