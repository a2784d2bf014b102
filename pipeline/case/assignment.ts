import type { Case } from '../model/case.ts';
import type { CaseActionOf } from '../model/case-action.ts';
import { type Change, type Changed, who } from './change.ts';
import { type Refused, refuse } from './refusal.ts';
import { standingsOf } from './standing.ts';

/** Disputes that the coordinators decide; a further one goes to the bureau's leaders, who decide for good. */
const ROUNDS = 2;

export const accept: Change<'accept'> = (subject) => ({
  next: { state: 'handling', dispute: null },
  details: [`${subject.lead}接办`],
});

/** The clock does not stop: deadlines stay as they are. */
export const handBack: Change<'hand-back'> = (subject, action, at) => dispute(subject, action, at, { state: 'graded' });

export const object: Change<'object'> = (subject, action, at) => dispute(subject, action, at, {});

function dispute(
  subject: Case,
  action: CaseActionOf<'hand-back' | 'object'>,
  at: string,
  next: Partial<Case>,
): Changed | Refused {
  if (subject.settled) return refuse('settled', '牵头科室已由局领导裁定，不再退单或异议；确有新情况请用批注报告');
  const arbiter = subject.disputes >= ROUNDS;
  const kind = action.kind === 'object' ? 'objection' : action.kind;
  const made = { kind, by: action.by, at, reason: action.reason ?? '', arbiter } as const;
  return {
    next: { ...next, dispute: made, disputes: subject.disputes + 1 },
    details: [
      `${kind === 'objection' ? '异议' : '退单'}第 ${subject.disputes + 1} 次，时限照常计算`,
      arbiter ? `已有 ${ROUNDS} 轮，由局领导裁定` : '由统筹岗位决定维持还是改派',
    ],
  };
}

/** Changes who has the case, or upholds it; decides the dispute that is open. */
export const assign: Change<'assign'> = (subject, action) => {
  const arbiter = subject.dispute?.arbiter ?? false;
  const chief = standingsOf(action.by, subject).has('chief');
  if (arbiter && !chief) return refuse('needs-arbiter', `已退单、异议 ${subject.disputes} 次，须由局领导裁定牵头科室`);
  if (subject.settled && !chief) return refuse('settled', '牵头科室已由局领导裁定，只有局领导可以再改派');
  const co = [...new Set(action.co)].filter((name) => name !== action.lead);
  const sameCo = co.length === subject.co.length && co.every((name) => subject.co.includes(name));
  const moved = action.lead !== subject.lead;
  if (!moved && sameCo && subject.dispute === null) return refuse('no-change', `现在就是${subject.lead}牵头，没有变化`);
  return {
    next: {
      ...{ lead: action.lead, co, dispute: null, settled: subject.settled || arbiter },
      state: moved ? 'graded' : subject.state,
    },
    details: [
      moved ? `牵头科室：${subject.lead} → ${action.lead}` : `维持${action.lead}牵头`,
      ...(sameCo ? [] : [`协办：${co.join('、') || '无'}`]),
      ...(subject.dispute === null ? [] : [`裁定了${who(subject.dispute.by)}的${wordOf(subject.dispute.kind)}`]),
      '时限不变',
    ],
  };
};

function wordOf(kind: 'hand-back' | 'objection'): string {
  return kind === 'hand-back' ? '退单' : '异议';
}
