import { type Actor, positionOf } from '../model/actor.ts';
import { CASE_STATES, type Case, PENDING_KINDS } from '../model/case.ts';
import type { CaseActionKind } from '../model/case-action.ts';
import { CASE_RULES } from './case-rules.ts';
import { who } from './change.ts';
import { type Refused, refuse } from './refusal.ts';
import { isSystem, STANDINGS, standingsOf } from './standing.ts';

/** Null where the table lets this person do this to the case as it stands; otherwise why not and who may. */
export function whyNot(subject: Case, kind: CaseActionKind, by: Actor): Refused | null {
  return wrongPerson(subject, kind, by) ?? wrongTime(subject, kind);
}

function wrongPerson(subject: Case, kind: CaseActionKind, by: Actor): Refused | null {
  const { name, who: allowed } = CASE_RULES[kind];
  const standings = standingsOf(by, subject);
  const ownRequest = kind === 'decline' && subject.pending?.by.account === by.account;
  if (ownRequest || allowed.some((standing) => standings.has(standing))) return null;
  const others = allowed.filter((standing) => standing !== 'system').map((standing) => nameOf(standing, subject));
  if (others.length === 0 && !isSystem(by)) return refuse('not-entitled', `“${name}”由系统自动进行`);
  return refuse('not-entitled', `“${name}”由${others.join('、')}办理；您是${positionOf(by)}`);
}

function nameOf(standing: keyof typeof STANDINGS, { lead, co }: Case): string {
  if (standing === 'lead') return `牵头的${lead}`;
  if (standing === 'lead-head') return `${lead}负责人`;
  if (standing === 'co') return co.length === 0 ? '协办科室（现在没有）' : `协办的${co.join('、')}`;
  return STANDINGS[standing];
}

function wrongTime(subject: Case, kind: CaseActionKind): Refused | null {
  const { name, from, whilePending, whileDisputed } = CASE_RULES[kind];
  const { state, pending, dispute } = subject;
  if (!from.includes(state)) {
    if (state === 'archived') {
      const hint = subject.ending === 'merged' ? `请到并入的个案办理` : '需要再办请先重开';
      return refuse('archived', `个案已归档，不能再${name}；${hint}`);
    }
    const when = from.map((one) => CASE_STATES[one]).join('、');
    return refuse('wrong-state', `个案现在是“${CASE_STATES[state]}”，“${name}”要在“${when}”时办理`);
  }
  if (pending !== null && whilePending !== true)
    return refuse(
      'awaits-second-person',
      `${who(pending.by)}提出的“${PENDING_KINDS[pending.kind]}”正等另一人复核，复核或撤回之后再办`,
    );
  if (dispute !== null && whileDisputed !== true)
    return refuse(
      'disputed',
      `${who(dispute.by)}的${dispute.kind === 'hand-back' ? '退单' : '异议'}还没有裁定，${dispute.arbiter ? '局领导' : '统筹岗位'}裁定之后再办`,
    );
  if (kind === 'confirm' && pending === null) return refuse('nothing-pending', '没有等待复核的事项');
  if (kind === 'decline' && pending === null) return refuse('nothing-pending', '没有等待复核的事项');
  return null;
}
