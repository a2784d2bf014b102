import { z } from 'zod';
import { actor } from './action.ts';
import { deadline } from './alert.ts';
import { instant } from './calendar.ts';
import { eventGrade, warningLevel } from './levels.ts';

/** The way of a case, in order. `archived` is the only end; what ended it is in `ending`. */
export const CASE_STATES = {
  assessing: '待研判',
  graded: '已定级',
  handling: '处置中',
  signing: '待审签',
  responded: '已回应',
  evaluating: '待评估',
  archived: '已归档',
} as const;
export const caseState = z.enum(['assessing', 'graded', 'handling', 'signing', 'responded', 'evaluating', 'archived']);
export type CaseState = z.infer<typeof caseState>;

export const CASE_ENDINGS = { done: '办结', 'false-alarm': '误报', merged: '并案' } as const;
export const caseEnding = z.enum(['done', 'false-alarm', 'merged']);

/**
 * A moment at which people are told of a clock, once: before it runs out, or after. `receivers` as in
 * rules/escalation.yaml: `desks` and `lead:` are filled in when the moment has come.
 */
export const deadlineCall = z.object({
  kind: z.enum(['reminder', 'overdue']),
  at: instant,
  /** How far the clock is then, in words: 时限已过 50%, 已过期 12 小时. */
  name: z.string(),
  receivers: z.array(z.string()).min(1),
  doneAt: instant.nullable().default(null),
});
export type DeadlineCall = z.infer<typeof deadlineCall>;

export const caseDeadline = deadline.extend({
  /** Earliest first, as the rules were when the clock began: later edits do not touch them. */
  calls: z.array(deadlineCall).default([]),
  /** When it stopped counting, and why in words; null while it runs. */
  ended: z.object({ at: instant, why: z.string() }).nullable().default(null),
});
export type CaseDeadline = z.infer<typeof caseDeadline>;

/** 处置时限 by level, all counted from the alert, so that a case that is graded anew has the limit of its new grade. */
export const handlingOfLevel = z.object({ level: warningLevel, deadline: caseDeadline });
export type HandlingOfLevel = z.infer<typeof handlingOfLevel>;

/** Calls about a clock that begins with grading: `afterMs` counts from then. */
export const gradeCall = deadlineCall
  .pick({ kind: true, name: true, receivers: true })
  .extend({ clock: z.enum(['publish', 'press-conference']), afterMs: z.number().positive() });
export type GradeCall = z.infer<typeof gradeCall>;

/** Who signed, in the role they had then: a later change of the account changes nothing here. */
export const signature = actor.extend({
  at: instant,
  opinion: z.string().nullable(),
  /** Signed by a superior in place of the post. */
  inPlace: z.boolean(),
});
export type Signature = z.infer<typeof signature>;

/** A post that must sign, `科室:角色`. Those of one stage sign side by side, stage 2 after all of stage 1. */
export const slot = z.object({
  post: z.string(),
  stage: z.union([z.literal(1), z.literal(2)]),
  signature: signature.nullable(),
});
export type Slot = z.infer<typeof slot>;

export const SHEET_STATES = {
  open: '审签中',
  approved: '已签发，待发布',
  returned: '已退回修改',
  withdrawn: '已撤回',
  published: '已发布',
} as const;

/** 审批单: the text of one response on its way to being signed. A revised text is a new sheet. */
export const sheet = z.object({
  /** Counts from 1 within the case. */
  no: z.int().positive(),
  text: z.string(),
  /** Where it is to be published, e.g. 局门户网站. */
  venue: z.string(),
  /** 公开期限 of the bureau's form, e.g. 长期. */
  period: z.string(),
  drafter: actor,
  draftedAt: instant,
  slots: z.array(slot).min(2),
  state: z.enum(['open', 'approved', 'returned', 'withdrawn', 'published']),
  /** Of the return or withdrawal. */
  closedBy: z.string().nullable(),
  closedAt: instant.nullable(),
  closeReason: z.string().nullable(),
});
export type Sheet = z.infer<typeof sheet>;

/** A public answer on record. `signatures` is empty for one that was published without passing this system. */
export const caseResponse = z.object({
  responseId: z.string(),
  text: z.string(),
  /** Where it was published. */
  where: z.string(),
  url: z.string().nullable(),
  publishedAt: instant.nullable(),
  sheetNo: z.int().positive().nullable(),
  signatures: z.array(signature),
  recordedBy: z.string(),
  recordedAt: instant,
});
export type CaseResponse = z.infer<typeof caseResponse>;

/** What was found in public and may be the answer to this case; a person decides. */
export const proposal = z.object({
  responseId: z.string(),
  text: z.string(),
  where: z.string(),
  url: z.string().nullable(),
  publishedAt: instant.nullable(),
  /** Why it may be the answer, a sentence each. */
  why: z.array(z.string()).min(1),
  state: z.enum(['open', 'confirmed', 'refused']),
});
export type Proposal = z.infer<typeof proposal>;

/** Wanted by one person, true once a second one has confirmed it. */
export const PENDING_KINDS = { 'lower-grade': '降低等级', archive: '办结归档', 'false-alarm': '按误报归档' } as const;
export const pendingDecision = z.object({
  kind: z.enum(['lower-grade', 'archive', 'false-alarm']),
  by: actor,
  at: instant,
  reason: z.string(),
  /** Of `lower-grade`. */
  grade: eventGrade.nullable(),
});
export type PendingDecision = z.infer<typeof pendingDecision>;

/** A department does not take the case (退单) or does not agree with who has it (异议). */
export const dispute = z.object({
  kind: z.enum(['hand-back', 'objection']),
  by: actor,
  at: instant,
  reason: z.string(),
  /** Only the bureau's leaders can decide it: the coordinators have decided twice before. */
  arbiter: z.boolean(),
});
export type Dispute = z.infer<typeof dispute>;

export const VERDICTS = ['有效', '部分有效', '未见效', '无法判断'] as const;
export const evaluation = z.object({ verdict: z.enum(VERDICTS), text: z.string(), by: actor, at: instant });

/** One applied action: its version is the one the case had afterwards. */
export const caseLogEntry = z.object({
  version: z.int().positive(),
  at: instant,
  by: actor,
  action: z.string(),
  from: caseState.nullable(),
  to: caseState,
  reason: z.string().nullable(),
  /** What changed, a sentence each. */
  details: z.array(z.string()),
});
export type CaseLogEntry = z.infer<typeof caseLogEntry>;

/**
 * 个案: what the bureau does about a happening, from assessment to the archive. Everything in it follows from its
 * actions alone, in their order, so that replaying them gives the same case.
 */
export const caseRecord = z.object({
  caseId: z.string(),
  title: z.string(),
  topic: z.string(),
  /** The gravest warning level of its alerts; only ever rises. */
  level: warningLevel,
  /** Event ids as they were when they joined, the first one first. */
  events: z.array(z.string()).min(1),
  alerts: z.array(z.string()),
  lead: z.string(),
  co: z.array(z.string()),
  state: caseState,
  ending: caseEnding.nullable(),
  /** Case that this one went on in. */
  mergedInto: z.string().nullable(),
  /** The archived case of the same happening before this one: a new alert after the archive opens a case of its own. */
  follows: z.string().nullable().default(null),
  /** Decided by a person. */
  grade: eventGrade.nullable(),
  /** Every clock that ever applied, never moved; of several of kind `handle` the last one counts. */
  deadlines: z.array(caseDeadline),
  handling: z.array(handlingOfLevel).default([]),
  /** The level whose handling limit holds. */
  handlingLevel: warningLevel.nullable().default(null),
  gradeCalls: z.array(gradeCall).default([]),
  /** The next moment at which somebody is told of a clock; null when there is none. */
  nextCallAt: instant.nullable().default(null),
  /** Hand-backs and objections so far. */
  disputes: z.int().nonnegative(),
  dispute: dispute.nullable(),
  /** Decided by the bureau's leaders: no further hand-back or objection. */
  settled: z.boolean(),
  pending: pendingDecision.nullable(),
  sheets: z.array(sheet),
  proposals: z.array(proposal),
  responses: z.array(caseResponse),
  evaluation: evaluation.nullable(),
  openedAt: instant,
  updatedAt: instant,
  /** First response on record. */
  respondedAt: instant.nullable(),
  archivedAt: instant.nullable(),
  /** Posts that must act next, see pipeline/case/desks.ts. */
  desks: z.array(z.string()),
  /** The next deadline of response or handling; null when none runs. */
  dueAt: instant.nullable(),
  log: z.array(caseLogEntry),
  version: z.int().positive(),
});
export type Case = z.infer<typeof caseRecord>;
