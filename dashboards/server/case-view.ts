import { CASE_RULES } from '../../pipeline/case/case-rules.ts';
import { currentSheet, slotsInTurn } from '../../pipeline/case/desks.ts';
import { proposedGrade, runningClocks, withEndings } from '../../pipeline/case/grading.ts';
import { whyNotSign } from '../../pipeline/case/sign-off.ts';
import { desksOf } from '../../pipeline/case/standing.ts';
import { whyNot } from '../../pipeline/case/why-not.ts';
import type { Actor } from '../../pipeline/model/action.ts';
import { toEpoch, toShanghai } from '../../pipeline/model/calendar.ts';
import type { Case } from '../../pipeline/model/case.ts';
import { type CaseActionKind, caseAction } from '../../pipeline/model/case-action.ts';
import type { CaseDetail, CaseRow, OfferedCaseAction } from '../case-contract.ts';

/** What people do; the rest is done by the system. */
const BY_SYSTEM: ReadonlySet<CaseActionKind> = new Set(['open', 'raise', 'limit', 'call', 'propose']);
const OFFERED = caseAction.options.map(({ shape }) => shape.kind.value).filter((kind) => !BY_SYSTEM.has(kind));

export function isOverdue({ dueAt }: Pick<Case, 'dueAt'>, now: number): boolean {
  return dueAt !== null && toEpoch(dueAt) < now;
}

export function caseRowOf(subject: Case, by: Actor, now: number): CaseRow {
  const { caseId, title, topic, level, grade, state, ending, lead, co, desks, dueAt, openedAt, updatedAt } = subject;
  const own = desksOf(by);
  return {
    ...{ caseId, title, topic, level, grade, state, ending, lead, co, desks, dueAt, openedAt, updatedAt },
    overdue: isOverdue(subject, now),
    dueName: runningClocks(subject)[0]?.name ?? null,
    mine: desks.some((desk) => own.includes(desk)),
  };
}

/** Everything but what other records say, for the account that asks. `people` are those who may act now. */
export function caseDetailOf(
  subject: Case,
  by: Actor,
  { people, departments, now }: { people: readonly Actor[]; departments: readonly string[]; now: number },
): Omit<CaseDetail, 'events' | 'twins'> {
  return {
    case: { ...subject, deadlines: withEndings(subject) },
    overdue: isOverdue(subject, now),
    proposedGrade: proposedGrade(subject.level),
    actions: OFFERED.map((kind) => offer(subject, kind, by)),
    signable: signable(subject, by),
    waitingFor: subject.desks.map((post) => ({
      post,
      people: people.filter((one) => desksOf(one).includes(post)).map(({ name }) => name),
    })),
    departments: [...departments],
    serverTime: toShanghai(now),
  };
}

function offer(subject: Case, kind: CaseActionKind, by: Actor): OfferedCaseAction {
  const { name, needsReason } = CASE_RULES[kind];
  const why = whyNot(subject, kind, by)?.problem ?? further(subject, kind, by);
  return { kind, name, allowed: why === null, why, needsReason };
}

/** What the table cannot tell, because it depends on more than state and standing. */
function further(subject: Case, kind: CaseActionKind, by: Actor): string | null {
  const { pending, dispute, evaluation, proposals, settled } = subject;
  const sheet = currentSheet(subject);
  switch (kind) {
    case 'confirm':
      return pending?.by.account === by.account ? '是您自己提出的，须由另一人复核' : null;
    case 'archive':
      return evaluation === null ? '还没有评估意见，请先填写评估再归档' : null;
    case 'reopen':
      return subject.ending === 'merged' ? '已并入另一案，请在那一案上办理' : null;
    case 'hand-back':
    case 'object':
      return settled ? '牵头科室已由局领导裁定，不再退单或异议' : null;
    case 'assign':
      return (dispute?.arbiter || settled) && !isChief(by) ? '须由局领导裁定牵头科室' : null;
    case 'sign':
    case 'return': {
      if (sheet?.state !== 'open') return '审批单已经签完';
      if (kind === 'return' && !isChief(by) && !slotsInTurn(sheet).some(({ post }) => desksOf(by).includes(post)))
        return '由正在审签的人退回';
      return kind === 'sign' && signable(subject, by).length === 0 ? whyCannotSign(subject, by) : null;
    }
    case 'publish':
      return sheet?.state === 'approved' ? null : '先审后发：审批单还没有签完';
    case 'confirm-response':
    case 'refuse-response': {
      if (!proposals.some(({ state }) => state === 'open')) return '没有待认定的回应';
      return kind === 'confirm-response' && sheet?.state === 'open' ? '审批单还在审签，请先签完或撤回' : null;
    }
    default:
      return null;
  }
}

function isChief(by: Actor): boolean {
  return desksOf(by).some((desk) => desk.startsWith('局领导:'));
}

function signable(subject: Case, by: Actor): CaseDetail['signable'] {
  const sheet = currentSheet(subject);
  if (sheet?.state !== 'open') return [];
  return slotsInTurn(sheet)
    .filter(({ post }) => whyNotSign(sheet, post, by) === null)
    .map(({ post }) => ({ post, inPlace: !desksOf(by).includes(post) }));
}

/** Of the post that is this person's own where there is one, otherwise of the first whose turn it is. */
function whyCannotSign(subject: Case, by: Actor): string | null {
  const sheet = currentSheet(subject);
  if (sheet === null) return null;
  const own = sheet.slots.find(({ post }) => desksOf(by).includes(post)) ?? slotsInTurn(sheet)[0];
  return own === undefined ? null : (whyNotSign(sheet, own.post, by)?.problem ?? null);
}
