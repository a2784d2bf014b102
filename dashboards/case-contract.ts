import { z } from 'zod';
import { instant } from '../pipeline/model/calendar.ts';
import { caseRecord, caseState, VERDICTS } from '../pipeline/model/case.ts';
import { eventGrade, warningLevel } from '../pipeline/model/levels.ts';

/** Requests and responses about cases; see contract.ts for what holds of all of them. */

/** What the account that asks may do with this case as it stands. */
export const offeredCaseAction = z.object({
  kind: z.string(),
  name: z.string(),
  allowed: z.boolean(),
  /** Why not and who may; null when allowed. */
  why: z.string().nullable(),
  needsReason: z.boolean(),
});
export type OfferedCaseAction = z.infer<typeof offeredCaseAction>;

/** A post that the case waits for, with who holds it now. Nobody: the post is vacant, and somebody must be told. */
export const waitedFor = z.object({ post: z.string(), people: z.array(z.string()) });

export const caseRow = caseRecord
  .pick({
    ...{ caseId: true, title: true, topic: true, level: true, grade: true, state: true, ending: true, lead: true },
    ...{ co: true, desks: true, dueAt: true, openedAt: true, updatedAt: true },
  })
  .extend({
    overdue: z.boolean(),
    /** The deadline that `dueAt` is of; null when none runs. */
    dueName: z.string().nullable(),
    /** It waits for a post of the account that asks. */
    mine: z.boolean(),
  });
export type CaseRow = z.infer<typeof caseRow>;

/** GET /api/cases. `mine`: waits for a post of mine; `department`: mine leads or assists; what is overdue comes first. */
export const casesQuery = z.strictObject({
  scope: z.enum(['mine', 'department', 'all']).default('mine'),
  state: caseState.optional(),
  level: warningLevel.optional(),
  q: z.string().trim().min(1).max(200).optional(),
  cursor: z.string().min(1).max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type CasesQuery = z.input<typeof casesQuery>;
export const casePage = z.object({
  items: z.array(caseRow),
  next: z.string().nullable(),
  total: z.int().nonnegative(),
  totalCapped: z.boolean(),
  serverTime: instant,
});
export type CasePage = z.infer<typeof casePage>;

/** GET /api/cases/:id */
export const caseDetail = z.object({
  case: caseRecord,
  overdue: z.boolean(),
  /** What the level suggests; a person decides. */
  proposedGrade: eventGrade,
  actions: z.array(offeredCaseAction),
  /** Posts that the account may sign for now. */
  signable: z.array(z.object({ post: z.string(), inPlace: z.boolean() })),
  waitingFor: z.array(waitedFor),
  /** Departments that can lead or countersign. */
  departments: z.array(z.string()),
  /** What its events have become by now. */
  events: z.array(z.string()),
  /** Other cases of the same event. */
  twins: z.array(z.object({ caseId: z.string(), title: z.string(), state: caseState, follows: z.string().nullable() })),
  serverTime: instant,
});
export type CaseDetail = z.infer<typeof caseDetail>;

/** POST /api/cases: for an alert that none was opened for by itself. → 201 */
export const caseOpening = z.strictObject({ alertId: z.string().min(1).max(200) });

const reason = z.string().trim().max(2000, '理由不超过 2000 个字').nullable().default(null);
const about = {
  reason,
  /** `version` of the case the operator saw; null = whatever is current. */
  expectedVersion: z.int().positive().nullable().default(null),
};
const asked = <K extends string>(kind: K) => z.strictObject({ ...about, kind: z.literal(kind) });
const line = (what: string, most: number) =>
  z.string().trim().min(1, `请填写${what}`).max(most, `${what}不超过 ${most} 个字`);
const department = line('科室', 64);
const webAddress = z.url({ protocol: /^https?$/, error: '网址须以 http:// 或 https:// 开头' }).max(2000);

/** POST /api/cases/:id/actions. 403 `forbidden`, 409 `conflict` (somebody was faster) or `refused`, with a sentence. */
export const caseActionRequest = z.discriminatedUnion('kind', [
  z.strictObject({ ...about, kind: z.literal('grade'), grade: eventGrade }),
  z.strictObject({ ...about, kind: z.literal('assign'), lead: department, co: z.array(department).max(30) }),
  z.strictObject({
    ...about,
    kind: z.literal('draft'),
    text: line('回应内容', 20_000),
    venue: line('发布渠道', 200),
    period: line('公开期限', 50),
    countersign: z.array(department).max(30),
  }),
  z.strictObject({ ...about, kind: z.literal('sign'), post: line('签字栏', 100) }),
  z.strictObject({
    ...about,
    kind: z.literal('publish'),
    where: line('发布渠道', 200),
    url: webAddress.nullable(),
    publishedAt: instant,
  }),
  z.strictObject({ ...about, kind: z.literal('confirm-response'), responseId: z.string().min(1).max(200) }),
  z.strictObject({ ...about, kind: z.literal('refuse-response'), responseId: z.string().min(1).max(200) }),
  z.strictObject({ ...about, kind: z.literal('evaluate'), verdict: z.enum(VERDICTS) }),
  z.strictObject({ ...about, kind: z.literal('merge'), intoCaseId: line('个案编号', 200) }),
  asked('accept'),
  asked('hand-back'),
  asked('object'),
  asked('return'),
  asked('withdraw'),
  asked('continue'),
  asked('await-evaluation'),
  asked('archive'),
  asked('false-alarm'),
  asked('reopen'),
  asked('confirm'),
  asked('decline'),
  asked('comment'),
]);
export type CaseActionRequest = z.input<typeof caseActionRequest>;
/** 200 and 201: done, with the case as it stands now; 202: accepted and durable, still on its way. */
export const caseActionAnswer = z.object({
  state: z.enum(['applied', 'pending']),
  actionId: z.string(),
  detail: caseDetail.nullable(),
});
export type CaseActionAnswer = z.infer<typeof caseActionAnswer>;
