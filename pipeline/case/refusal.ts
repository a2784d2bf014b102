/** Why an action on a case is not carried out: the closed list of names, kept with the result. */
export const CASE_REFUSALS = [
  'no-such-case',
  'already-open',
  'changed-meanwhile',
  'not-entitled',
  'wrong-state',
  'archived',
  'awaits-second-person',
  'disputed',
  'needs-reason',
  'same-grade',
  'settled',
  'needs-arbiter',
  'no-change',
  'no-sheet',
  'sheet-open',
  'sheet-not-approved',
  'no-such-post',
  'already-signed',
  'not-yet-your-turn',
  'own-draft',
  'signed-before',
  'not-published-yet',
  'no-such-response',
  'response-decided',
  'already-proposed',
  'not-evaluated',
  'merged-away',
  'same-case',
  'target-unusable',
  'nothing-pending',
  'same-person',
  'nothing-due',
] as const;
export type CaseRefusal = (typeof CASE_REFUSALS)[number];

export interface Refused {
  refusal: CaseRefusal;
  /** Chinese sentence for the person: what is in the way, and who can do what about it. */
  problem: string;
}

export function refuse(refusal: CaseRefusal, problem: string): Refused {
  return { refusal, problem };
}
