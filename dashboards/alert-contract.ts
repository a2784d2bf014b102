import { z } from 'zod';
import { action, actionResult } from '../pipeline/model/action.ts';
import { alert } from '../pipeline/model/alert.ts';
import { auditRow } from '../pipeline/model/audit.ts';
import { instant } from '../pipeline/model/calendar.ts';
import { caseState } from '../pipeline/model/case.ts';
import { channel } from '../pipeline/model/channels.ts';
import { warningLevel } from '../pipeline/model/levels.ts';
import { notice } from '../pipeline/model/notice.ts';
import { post } from '../pipeline/model/post.ts';
import { silence, silenceMatch } from '../pipeline/model/silence.ts';
import { verdict } from '../pipeline/model/verdict.ts';
import { alertState, arrangementReason, count, cursor, limit, listOf, pageOf, time, word } from './contract-parts.ts';

/** The board: totals, alerts, silences and notices; see contract.ts for what holds of all of the API. */

/** GET /api/overview. Without `from`: the last 30 days by day, or the last 48 hours by hour. */
export const overviewQuery = z.strictObject({ from: time, to: time, bucket: z.enum(['day', 'hour']).default('day') });
export type OverviewQuery = z.input<typeof overviewQuery>;

const counted = z.object({ value: z.string(), count });
export const overview = z.object({
  serverTime: instant,
  /** What trend and tops cover, half-open. Totals cover everything kept. */
  from: instant,
  to: instant,
  bucket: z.enum(['day', 'hour']),
  totals: z.object({
    posts: count,
    domainPosts: count,
    events: count,
    alerts: z.object({ open: count, acknowledged: count, closed: count }),
    openByLevel: z.record(warningLevel, count),
    outcomes: z.object({ indexed: count, duplicate: count, dropped: count, dead: count }),
    notices: z.object({ pending: count, sent: count, failed: count, withheld: count }),
  }),
  /** By `eventTime`, empty buckets included; `domainPosts` are the bureau's business. */
  trend: z.array(z.object({ from: instant, posts: count, domainPosts: count })),
  topTopics: z.array(counted),
  topDistricts: z.array(counted),
  /** `value` is the sourceId, `name` the word for it. */
  topSources: z.array(counted.extend({ name: z.string() })),
  /** `value` is a key of the channels in meta. */
  topChannels: z.array(counted),
  topLevels: z.array(counted),
  topKeywords: z.array(counted),
});
export type Overview = z.infer<typeof overview>;

/** What the account that asks may do with this alert, in its present state. */
export const offeredAction = z.object({
  kind: action.shape.kind,
  name: z.string(),
  allowed: z.boolean(),
  /** Why not, for a greyed button; null when allowed. */
  why: z.string().nullable(),
  needsReason: z.boolean(),
});
export type OfferedAction = z.infer<typeof offeredAction>;
export const alertView = alert.extend({ actions: z.array(offeredAction) });
export type AlertView = z.infer<typeof alertView>;

/** GET /api/alerts; [from, to) applies to `detectedAt`. `urgent`: gravest, then unacknowledged, then most overdue first. */
export const alertsQuery = z.strictObject({
  order: z.enum(['newest', 'urgent']).default('newest'),
  state: listOf(alertState).optional(),
  level: listOf(warningLevel).optional(),
  topic: word,
  district: word,
  channel: channel.optional(),
  department: word,
  event: word,
  q: word,
  from: time,
  to: time,
  cursor,
  limit,
});
export type AlertsQuery = z.input<typeof alertsQuery>;
export const alertPage = pageOf(alertView);
export type AlertPage = z.infer<typeof alertPage>;

/** A post with the judgement on it and the event it belongs to. */
export const foundPost = z.object({ post, verdict, eventId: z.string().nullable() });
export type FoundPost = z.infer<typeof foundPost>;

/** Where the case of an alert or event is found. */
export const caseLink = z.object({ caseId: z.string(), title: z.string(), state: caseState });
export type CaseLink = z.infer<typeof caseLink>;

/** GET /api/alerts/:id; audit rows and notices are those of this alert, audit in order, notices newest first. */
export const alertDetail = z.object({
  alert: alertView,
  post: foundPost.nullable(),
  notices: z.array(notice),
  audit: z.array(auditRow),
  cases: z.array(caseLink),
  serverTime: instant,
});
export type AlertDetail = z.infer<typeof alertDetail>;

/** POST /api/alerts/:id/actions. 409 `conflict` or `refused` with a sentence when it cannot be applied. */
export const actionRequest = z
  .strictObject({
    kind: action.shape.kind,
    reason: z.string().trim().max(2000, '理由不超过 2000 个字').nullable().default(null),
    /** `version` of the alert the operator saw; null = whatever is current. */
    expectedVersion: z.int().positive().nullable().default(null),
  })
  .refine((asked) => asked.kind === 'acknowledge' || (asked.reason ?? '') !== '', {
    path: ['reason'],
    message: '办结和批注须写明理由',
  });
export type ActionRequest = z.input<typeof actionRequest>;
/** 200: done, with the alert as it stands now. */
export const actionDone = z.object({ state: z.literal('applied'), result: actionResult, alert: alertView });
/** 202: accepted and durable, not confirmed yet: what becomes of it is told by GET /api/actions/:id. */
export const actionPending = z.object({ state: z.literal('pending'), actionId: z.string(), alertId: z.string() });
export const actionAnswer = z.discriminatedUnion('state', [actionDone, actionPending]);
export type ActionAnswer = z.infer<typeof actionAnswer>;

/** GET /api/actions/:id. `pending`: not confirmed yet; also for an id that nobody has submitted. */
export const actionOutcome = z.object({
  actionId: z.string(),
  state: z.enum(['applied', 'refused', 'pending']),
  /** Why it was refused. */
  problem: z.string().nullable(),
  at: instant.nullable(),
  serverTime: instant,
});
export type ActionOutcome = z.infer<typeof actionOutcome>;

/** GET /api/alerts/:id/evidence: the page of an orange or red alert as it was kept. */
export const evidenceView = z.object({
  /** `not-needed`: such pages are not kept. `waiting`: not captured yet. `none`: it could not be captured. */
  state: z.enum(['not-needed', 'waiting', 'kept', 'none']),
  problem: z.string().nullable(),
  url: z.string().nullable(),
  capturedAt: instant.nullable(),
  manifestSha256: z.string().nullable(),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })),
  mayTake: z.boolean(),
  serverTime: instant,
});
export type EvidenceView = z.infer<typeof evidenceView>;
/** POST /api/alerts/:id/evidence → the package, application/zip. It holds the page unmasked, so the taking is on record. */
export const evidenceRequest = z.strictObject({
  reason: z.string().trim().min(1, '请写明用途').max(500, '用途不超过 500 个字'),
});

/** GET /api/silences: those asked for, in force, or ended within 30 days; newest first. */
export const silencesAnswer = z.object({
  items: z.array(
    silence.extend({
      /** Ended by a person or by time. */
      over: z.boolean(),
      may: z.object({ approve: z.boolean(), end: z.boolean() }),
    }),
  ),
  serverTime: instant,
});
export type SilencesAnswer = z.infer<typeof silencesAnswer>;

/** POST /api/silences. From 橙 on it is in force once a second person agrees. */
export const silenceRequest = z.strictObject({
  match: silenceMatch.refine((match) => Object.values(match).some((value) => value !== undefined), {
    message: '请指明静默哪个事件、主题、区县或小区',
  }),
  upTo: warningLevel,
  until: instant,
  reason: arrangementReason(),
});
export type SilenceRequest = z.input<typeof silenceRequest>;
/** POST /api/silences/:id/approve and /end */
export const silenceDecision = z.strictObject({ reason: arrangementReason() });
/** 200: done; 202: accepted and durable, still on its way. 409 `refused` with a sentence when it cannot be applied. */
export const silenceAnswer = z.object({ state: z.enum(['applied', 'pending']), actionId: z.string() });
export type SilenceAnswer = z.infer<typeof silenceAnswer>;

/** GET /api/notices. `mine` (default): those to the account's own 科室:角色; `all` needs duty, leader, office or admin. */
export const noticesQuery = z.strictObject({
  scope: z.enum(['mine', 'all']).default('mine'),
  alert: word,
  cursor,
  limit,
});
export type NoticesQuery = z.input<typeof noticesQuery>;
export const noticePage = pageOf(notice);
export type NoticePage = z.infer<typeof noticePage>;
