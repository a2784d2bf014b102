import { byDue } from '../model/by-due.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import { CASE_ENDINGS, type Case, type CaseDeadline } from '../model/case.ts';
import { EVENT_GRADES, type EventGrade, levelRank, type WarningLevel } from '../model/levels.ts';
import { STATUTORY_CLOCKS } from '../working-days/statutory-clock.ts';
import { handlingClock } from './handling.ts';
import { graded } from './plan-calls.ts';

const HOUR_MS = 3_600_000;
/** Clocks that hold only for events graded 重大 and above. */
const GRAVE_CLOCKS = ['publish', 'press-conference'] as const;

/**
 * What is put before the person who grades: a red alert may be 重大, an orange one 较大 (rules/escalation.yaml speaks of
 * red ones as 拟定重大及以上). Level and grade stay two scales; this is a proposal, and grading lower takes a second person.
 */
export function proposedGrade(level: WarningLevel): EventGrade {
  if (level === '红') return '重大';
  return level === '橙' ? '较大' : '一般';
}

export function gradeRank(grade: EventGrade): number {
  return EVENT_GRADES.indexOf(grade);
}

/** 重大 and above, whose clocks are those of 国办发〔2016〕80号. */
export function isMajor(grade: EventGrade | null): boolean {
  return grade !== null && gradeRank(grade) >= gradeRank('重大');
}

/** Ending such a case takes two persons: 橙 and above, or graded 重大 and above. */
export function takesTwoToEnd({ level, grade }: Pick<Case, 'level' | 'grade'>): boolean {
  return levelRank(level) >= levelRank('橙') || isMajor(grade);
}

/** What must be undercut for grading to be lowering it; while a case is assessed, the proposal of its level counts too. */
export function standingGrade({ level, grade, state }: Pick<Case, 'level' | 'grade' | 'state'>): EventGrade {
  const proposed = proposedGrade(level);
  if (grade === null) return proposed;
  return state === 'assessing' && gradeRank(proposed) > gradeRank(grade) ? proposed : grade;
}

/** Clocks that begin with grading as 重大 and above; one that runs already is left as it is. */
export function clocksOfGrade(
  { deadlines, gradeCalls }: Pick<Case, 'deadlines' | 'gradeCalls'>,
  grade: EventGrade,
  at: string,
): CaseDeadline[] {
  if (!isMajor(grade)) return [];
  return GRAVE_CLOCKS.filter((kind) => deadlines.every((deadline) => deadline.kind !== kind)).map((kind) => {
    const { name, hours, document } = STATUTORY_CLOCKS[kind];
    const dueAt = toShanghai(toEpoch(at) + hours * HOUR_MS);
    const row = { kind, name, dueAt, anchor: 'graded', anchorAt: at, document, calendar: null, problem: null } as const;
    return graded({ ...row, cause: `定级为${grade}` }, gradeCalls);
  });
}

/** States in which the work on the matter itself is done. */
const HANDLED: ReadonlySet<Case['state']> = new Set(['responded', 'evaluating', 'archived']);

/**
 * Clocks that count now, see {@link whyEnded}. The rows stay, the earliest is first.
 */
export function runningClocks(subject: ClockedCase): CaseDeadline[] {
  return subject.deadlines.filter((deadline) => whyEnded(deadline, subject) === null).sort(byDue);
}

type ClockedCase = Pick<Case, 'deadlines' | 'grade' | 'respondedAt' | 'state' | 'ending'>;

/**
 * Why a clock does not count: those of the response end with the first response, those for 重大 and above when a person has
 * graded lower, the one of handling when the matter is answered or goes to evaluation, and all with the case.
 */
function whyEnded(deadline: CaseDeadline, subject: ClockedCase): string | null {
  if (subject.state === 'archived') return subject.ending === null ? '归档' : `归档：${CASE_ENDINGS[subject.ending]}`;
  if (deadline.kind === 'handle') {
    if (handlingClock(subject.deadlines) !== deadline) return '时限已另行计算';
    if (!HANDLED.has(subject.state)) return null;
    return subject.respondedAt === null ? '处置完毕，转入评估' : '处置完毕，已回应';
  }
  if (subject.respondedAt !== null) return '已回应';
  const graveOnly: ReadonlySet<string> = new Set(GRAVE_CLOCKS);
  const lower = subject.grade !== null && !isMajor(subject.grade);
  return lower && graveOnly.has(deadline.kind) ? `定级为${subject.grade}，不适用` : null;
}

/** All rows with when and why they ended; one that runs again has not. An answer counts from when it was public. */
export function withEndings(subject: ClockedCase & Pick<Case, 'updatedAt'>): CaseDeadline[] {
  return subject.deadlines.map((deadline) => {
    const why = whyEnded(deadline, subject);
    if (why === null) return deadline.ended === null ? deadline : { ...deadline, ended: null };
    if (deadline.ended !== null) return deadline;
    const answeredAt = deadline.kind === 'handle' ? null : subject.respondedAt;
    return { ...deadline, ended: { at: answeredAt ?? subject.updatedAt, why } };
  });
}
