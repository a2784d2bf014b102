import { z } from 'zod';
import { actor } from './action.ts';
import { instant } from './calendar.ts';
import { caseDeadline, gradeCall, handlingOfLevel, proposal, VERDICTS } from './case.ts';
import { eventGrade, warningLevel } from './levels.ts';

/** What an alert brings to a case. */
export const caseGround = z.object({
  eventId: z.string(),
  alertId: z.string(),
  title: z.string(),
  topic: z.string(),
  level: warningLevel,
  lead: z.string(),
  co: z.array(z.string()),
  deadlines: z.array(caseDeadline),
  handling: z.array(handlingOfLevel).default([]),
  gradeCalls: z.array(gradeCall).default([]),
});
export type CaseGround = z.infer<typeof caseGround>;

const about = {
  actionId: z.string(),
  caseId: z.string(),
  by: actor,
  at: instant,
  /** Words of the operator; which actions need them is in the table of pipeline/case/case-rules.ts. */
  reason: z.string().nullable(),
  /** The version the operator saw. Null = whatever is current. */
  expectedVersion: z.int().positive().nullable(),
};

const plain = <K extends string>(kind: K) => z.object({ ...about, kind: z.literal(kind) });

/**
 * What is asked of a case. Carries all it needs, so that applying it depends on the case and the action alone: `at` is the
 * time that counts, not when it is applied.
 */
export const caseAction = z.discriminatedUnion('kind', [
  /** `follows` names the archived case that this one comes after. */
  z.object({ ...about, kind: z.literal('open'), ground: caseGround, follows: z.string().optional() }),
  /** A further alert of the case. */
  z.object({ ...about, kind: z.literal('raise'), ground: caseGround }),
  /** Moments of clocks have come: somebody must be told. */
  plain('call'),
  /** Handling limits for a case that was opened before there were any. */
  z.object({
    ...about,
    kind: z.literal('limit'),
    limits: caseGround.pick({ handling: true, gradeCalls: true }),
  }),
  z.object({ ...about, kind: z.literal('propose'), proposal: proposal.omit({ state: true }) }),
  z.object({ ...about, kind: z.literal('grade'), grade: eventGrade }),
  plain('accept'),
  plain('hand-back'),
  plain('object'),
  z.object({ ...about, kind: z.literal('assign'), lead: z.string(), co: z.array(z.string()) }),
  z.object({
    ...about,
    kind: z.literal('draft'),
    text: z.string(),
    venue: z.string(),
    period: z.string(),
    /** Departments that sign beside the lead one. */
    countersign: z.array(z.string()),
  }),
  z.object({ ...about, kind: z.literal('sign'), post: z.string() }),
  plain('return'),
  plain('withdraw'),
  z.object({
    ...about,
    kind: z.literal('publish'),
    where: z.string(),
    url: z.string().nullable(),
    publishedAt: instant,
  }),
  z.object({ ...about, kind: z.literal('confirm-response'), responseId: z.string() }),
  z.object({ ...about, kind: z.literal('refuse-response'), responseId: z.string() }),
  plain('continue'),
  plain('await-evaluation'),
  z.object({ ...about, kind: z.literal('evaluate'), verdict: z.enum(VERDICTS) }),
  plain('archive'),
  plain('false-alarm'),
  z.object({ ...about, kind: z.literal('merge'), intoCaseId: z.string() }),
  plain('reopen'),
  plain('confirm'),
  plain('decline'),
  plain('comment'),
]);
export type CaseAction = z.infer<typeof caseAction>;
export type CaseActionKind = CaseAction['kind'];
export type CaseActionOf<K extends CaseActionKind> = Extract<CaseAction, { kind: K }>;
