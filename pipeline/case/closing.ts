import { byDue } from '../model/by-due.ts';
import { type Case, type CaseDeadline, PENDING_KINDS, type PendingDecision } from '../model/case.ts';
import type { CaseActionOf } from '../model/case-action.ts';
import { levelRank, type WarningLevel } from '../model/levels.ts';
import { type Change, type Changed, minuteOf, who } from './change.ts';
import { clocksOfGrade, gradeRank, proposedGrade, standingGrade, takesTwoToEnd } from './grading.ts';
import { earlierHandling, handlingLevelOf, lacksLimits, levelOfGrade, withHandling } from './handling.ts';
import { type Refused, refuse } from './refusal.ts';

export const grade: Change<'grade'> = (subject, action, at) => {
  if (action.grade === subject.grade && subject.state !== 'assessing')
    return refuse('same-grade', `现在就是${action.grade}，没有变化`);
  const standing = standingGrade(subject);
  if (gradeRank(action.grade) >= gradeRank(standing)) return graded(subject, action.grade, at);
  const from = subject.grade === null ? `拟定的${standing}` : standing;
  return asked(action, at, { kind: 'lower-grade', grade: action.grade }, `从${from}降为${action.grade}`);
};

export const archive: Change<'archive'> = (subject, action, at) => {
  if (subject.evaluation === null) return refuse('not-evaluated', '还没有评估意见，请先填写评估再归档');
  return takesTwoToEnd(subject)
    ? asked(action, at, { kind: 'archive', grade: null }, '橙色及以上或重大以上的个案')
    : ended('done', at);
};

export const falseAlarm: Change<'false-alarm'> = (subject, action, at) =>
  takesTwoToEnd(subject)
    ? asked(action, at, { kind: 'false-alarm', grade: null }, '橙色及以上或重大以上的个案')
    : ended('false-alarm', at);

export const confirm: Change<'confirm'> = (subject, action, at) => {
  const { pending } = subject;
  if (pending === null) return refuse('nothing-pending', '没有等待复核的事项，可能已经处理');
  if (pending.by.account === action.by.account)
    return refuse('same-person', `${PENDING_KINDS[pending.kind]}是您自己提出的，须由另一人复核`);
  const done =
    pending.kind === 'lower-grade' && pending.grade !== null
      ? graded(subject, pending.grade, at)
      : ended(pending.kind === 'archive' ? 'done' : 'false-alarm', at);
  return {
    next: { ...done.next, pending: null },
    details: [`同意${who(pending.by)}提出的${PENDING_KINDS[pending.kind]}（${pending.reason}）`, ...done.details],
  };
};

export const decline: Change<'decline'> = (subject, action) => {
  const { pending } = subject;
  if (pending === null) return refuse('nothing-pending', '没有等待复核的事项，可能已经处理');
  const own = pending.by.account === action.by.account;
  return {
    next: { pending: null },
    details: [
      own ? `撤回${PENDING_KINDS[pending.kind]}` : `不同意${who(pending.by)}提出的${PENDING_KINDS[pending.kind]}`,
    ],
  };
};

export const continueCase: Change<'continue'> = () => ({
  next: { state: 'handling', evaluation: null },
  details: ['继续处置'],
});

export const awaitEvaluation: Change<'await-evaluation'> = (subject) => ({
  next: { state: 'evaluating' },
  details: subject.responses.length === 0 ? ['没有公开回应，转入评估'] : ['转入评估'],
});

export const evaluate: Change<'evaluate'> = (_subject, action, at) => ({
  next: { evaluation: { verdict: action.verdict, text: action.reason ?? '', by: action.by, at } },
  details: [`评估结论：${action.verdict}`],
});

export const reopen: Change<'reopen'> = (subject) =>
  subject.ending === 'merged'
    ? refuse('merged-away', `本案已并入 ${subject.mergedInto ?? '另一案'}，请在那一案上办理`)
    : reopened(subject);

/** Back to where it can be worked on; what it answered and how it was graded stays. */
function reopened(subject: Case): Changed {
  const state = subject.grade === null ? 'assessing' : 'handling';
  return { next: { state, ending: null, archivedAt: null, evaluation: null }, details: ['重开'] };
}

/** A further alert. A graver one makes void what was asked for on lesser grounds. */
export const raise: Change<'raise'> = (subject, { ground }) => {
  if (subject.alerts.includes(ground.alertId)) return refuse('no-change', '这条预警已在案中');
  const graver = levelRank(ground.level) > levelRank(subject.level);
  const added = ground.deadlines.filter(({ kind }) => subject.deadlines.every((known) => known.kind !== kind));
  const pending = graver ? null : subject.pending;
  const handling = withHandling(
    {
      ...{ deadlines: [...subject.deadlines, ...added], handlingLevel: subject.handlingLevel },
      handling: earlierHandling(subject.handling, ground.handling),
    },
    graver ? graverOf(handlingLevelOf(subject), ground.level) : handlingLevelOf(subject),
    graver ? `预警升为${ground.level}色` : `${ground.level}色预警并入`,
  );
  const co = [...subject.co, ground.lead, ...ground.co].filter((name) => name !== subject.lead);
  return {
    next: {
      alerts: [...subject.alerts, ground.alertId],
      events: [...new Set([...subject.events, ground.eventId])],
      level: graver ? ground.level : subject.level,
      co: [...new Set(co)],
      ...handling.next,
      // Of the alert that last said how grave it is.
      gradeCalls: graver || subject.gradeCalls.length === 0 ? ground.gradeCalls : subject.gradeCalls,
      pending,
    },
    details: [
      graver ? `预警升为${ground.level}色，请重新研判` : `${ground.level}色预警并入`,
      ...(subject.pending !== null && pending === null
        ? [`${who(subject.pending.by)}提出的${PENDING_KINDS[subject.pending.kind]}因此作废`]
        : []),
      ...added.map(({ name, dueAt }) => `新增时限：${name}，${dueAt === null ? '不可计算' : `${minuteOf(dueAt)} 前`}`),
      ...handling.details,
    ],
  };
};

export const propose: Change<'propose'> = (subject, { proposal }) =>
  subject.proposals.some(({ responseId }) => responseId === proposal.responseId)
    ? refuse('already-proposed', '这条回应已在案中')
    : {
        next: { proposals: [...subject.proposals, { ...proposal, state: 'open' }] },
        details: [`发现${proposal.where}可能的回应，请认定`, ...proposal.why],
      };

function graverOf(a: WarningLevel | null, b: WarningLevel): WarningLevel {
  return a !== null && levelRank(a) > levelRank(b) ? a : b;
}

/** Of the case that goes on; see {@link mergedAway} for the other one. */
export function taking(into: Case, from: Case): Changed {
  const graver = levelRank(from.level) > levelRank(into.level);
  const level = graver ? from.level : into.level;
  const known = new Map(into.deadlines.filter(isStatutory).map((one) => [one.kind, one]));
  for (const one of from.deadlines.filter(isStatutory)) {
    const ours = known.get(one.kind);
    if (ours === undefined || byDue(one, ours) < 0) known.set(one.kind, one);
  }
  const handlingLevel =
    from.handlingLevel === null ? into.handlingLevel : graverOf(into.handlingLevel, from.handlingLevel);
  const merged = {
    deadlines: [...known.values(), ...into.deadlines.filter((one) => !isStatutory(one))],
    handling: earlierHandling(into.handling, from.handling),
    handlingLevel,
  };
  const handling =
    handlingLevel === null ? { next: merged, details: [] } : withHandling(merged, handlingLevel, `并入“${from.title}”`);
  const co = [...into.co, from.lead, ...from.co].filter((name) => name !== into.lead);
  const grade = higherGrade(into, from);
  const theirs = from.proposals.filter((one) => into.proposals.every((ours) => ours.responseId !== one.responseId));
  return {
    next: {
      level,
      events: [...new Set([...into.events, ...from.events])],
      alerts: [...new Set([...into.alerts, ...from.alerts])],
      co: [...new Set(co)],
      ...handling.next,
      gradeCalls: into.gradeCalls.length === 0 ? from.gradeCalls : into.gradeCalls,
      proposals: [...into.proposals, ...theirs],
      responses: [...into.responses, ...from.responses],
      pending: graver ? null : into.pending,
      grade,
      state: into.state === 'assessing' && grade !== null ? 'graded' : into.state,
    },
    details: [
      `并入“${from.title}”`,
      ...(graver ? [`级别随之升为${level}色（拟定${proposedGrade(level)}）`] : []),
      ...handling.details,
    ],
  };
}

function isStatutory({ kind }: CaseDeadline): boolean {
  return kind !== 'handle';
}

/** Merging never lowers what a person has decided. */
function higherGrade(into: Case, from: Case): Case['grade'] {
  if (into.grade === null || from.grade === null) return into.grade ?? from.grade;
  return gradeRank(from.grade) > gradeRank(into.grade) ? from.grade : into.grade;
}

export function mergedAway(into: Case, at: string): Changed {
  return {
    next: { ...ended('merged', at).next, mergedInto: into.caseId, pending: null },
    details: [`并入“${into.title}”，以后在那一案办理`],
  };
}

function graded(subject: Case, grade: NonNullable<Case['grade']>, at: string): Changed {
  const clocks = clocksOfGrade(subject, grade, at);
  const { handling, handlingLevel } = subject;
  const standing = { deadlines: [...subject.deadlines, ...clocks], handling, handlingLevel };
  // Without limits yet there is nothing to choose from: they come by `limit`, for the grade that holds then.
  const handled = lacksLimits(subject)
    ? { next: standing, details: [] }
    : withHandling(standing, levelOfGrade(grade, subject.level), `定级为${grade}`);
  return {
    next: {
      grade,
      ...handled.next,
      state: subject.state === 'assessing' ? 'graded' : subject.state,
    },
    details: [
      `定为${grade}${subject.grade === null ? `（系统拟定${proposedGrade(subject.level)}）` : `（原为${subject.grade}）`}`,
      ...clocks.map(({ name, dueAt }) => `时限：${name}，${dueAt === null ? '不可计算' : `${minuteOf(dueAt)} 前`}`),
      ...handled.details,
    ],
  };
}

function ended(ending: NonNullable<Case['ending']>, at: string): Changed {
  return { next: { state: 'archived', ending, archivedAt: at, dispute: null }, details: ['归档'] };
}

function asked(
  action: CaseActionOf<'grade' | 'archive' | 'false-alarm'>,
  at: string,
  what: Pick<PendingDecision, 'kind' | 'grade'>,
  because: string,
): Changed | Refused {
  const pending = { ...what, by: action.by, at, reason: action.reason ?? '' };
  return {
    next: { pending },
    details: [`提出${PENDING_KINDS[what.kind]}：${because}，须由另一人复核后生效`],
  };
}
