import type { Deadline } from '../model/alert.ts';
import { byDue } from '../model/by-due.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { Case } from '../model/case.ts';
import { EVENT_GRADES, type EventGrade, levelRank, type WarningLevel } from '../model/levels.ts';
import { STATUTORY_CLOCKS } from '../working-days/statutory-clock.ts';

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
export function clocksOfGrade(deadlines: readonly Deadline[], grade: EventGrade, at: string): Deadline[] {
  if (!isMajor(grade)) return [];
  return GRAVE_CLOCKS.filter((kind) => deadlines.every((deadline) => deadline.kind !== kind)).map((kind) => {
    const { name, hours, document } = STATUTORY_CLOCKS[kind];
    const dueAt = toShanghai(toEpoch(at) + hours * HOUR_MS);
    return {
      kind,
      name,
      dueAt,
      anchor: 'graded',
      anchorAt: at,
      document,
      cause: `定级为${grade}`,
      calendar: null,
      problem: null,
    };
  });
}

/**
 * Clocks that count now: those for 重大 and above lapse when a person has graded lower, and none counts after the first
 * response. The rows stay.
 */
export function runningClocks(subject: Pick<Case, 'deadlines' | 'grade' | 'respondedAt' | 'state'>): Deadline[] {
  if (subject.respondedAt !== null || subject.state === 'archived') return [];
  const graveOnly: ReadonlySet<string> = new Set(GRAVE_CLOCKS);
  const graded = subject.grade !== null && !isMajor(subject.grade);
  return subject.deadlines.filter(({ kind }) => !(graded && graveOnly.has(kind))).sort(byDue);
}
