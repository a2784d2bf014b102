import { z } from 'zod';
import { instant } from '../pipeline/model/calendar.ts';
import { warningLevel } from '../pipeline/model/levels.ts';
import { named } from './contract-parts.ts';

/**
 * Every request and response of the API, for the server and the page alike. Runs in the browser: nothing from Node.
 * Query strings: a list is written with commas (`state=open,acknowledged`); times are ISO 8601 with an offset.
 */

export const errorCode = z.enum([
  'invalid-request',
  'not-logged-in',
  'login-failed',
  'too-many-attempts',
  'forbidden',
  'cross-site',
  'not-found',
  'conflict',
  'refused',
  'too-large',
  'unavailable',
  'internal',
]);
export type ErrorCode = z.infer<typeof errorCode>;
/** Body of every answer from 400 on. `message` and `hint` are Chinese sentences for the user. */
export const apiError = z.object({
  error: z.object({ code: errorCode, message: z.string(), hint: z.string().nullable() }),
});
export type ApiError = z.infer<typeof apiError>;

/**
 * GET /api/live: server-sent events. Named events `alert`, `case`, `notice`, `event`, `source`, `posts`, `rules` carry this as JSON;
 * `reload` (data `{}`) means that too much was missed and everything must be asked again; `hello` (data `{}`) comes
 * once after connecting. A comment every 15 s keeps the connection open.
 */
export const LIVE_KINDS = ['alert', 'case', 'notice', 'event', 'source', 'posts', 'rules'] as const;
export const liveMessage = z.object({
  id: z.int(),
  kind: z.enum(LIVE_KINDS),
  /** Id of what changed; '' where it is not known. */
  ref: z.string(),
  /** Events that it belongs to, where there are any. */
  events: z.array(z.string()).optional(),
  at: instant,
});
export type LiveMessage = z.infer<typeof liveMessage>;

/** GET /api/meta: every list and word that pages show, so that a page has none of its own. */
export const meta = z.object({
  serverTime: instant,
  timeZone: z.literal('Asia/Shanghai'),
  rulesVersion: z.string(),
  topics: z.array(z.string()),
  districts: z.array(z.string()),
  /** Mild to grave; `score` is the lowest of the level. */
  levels: z.array(z.object({ level: warningLevel, name: z.string(), score: z.number() })),
  channels: z.array(named),
  departments: z.array(z.object({ name: z.string(), duty: z.string(), roles: z.array(z.string()) })),
  roles: z.array(named),
  alertStates: z.array(named),
  caseStates: z.array(named),
  caseEndings: z.array(named),
  sheetStates: z.array(named),
  /** Mild to grave. */
  eventGrades: z.array(z.string()),
  caseVerdicts: z.array(z.string()),
  actions: z.array(named.extend({ needsReason: z.boolean() })),
  noticeStates: z.array(named),
  noticeReasons: z.array(named),
  noticeChannels: z.array(named),
  /** What was decided about sending, and why. */
  noticeDecisions: z.array(named),
  sourceStates: z.array(named),
  outcomeKinds: z.array(named),
  dropReasons: z.array(named),
  deadlineKinds: z.array(named),
  deadlineAnchors: z.array(named),
  responseOrigins: z.array(named),
  sentiments: z.array(named),
  maskedKinds: z.array(named),
  auditActions: z.array(named),
});
export type Meta = z.infer<typeof meta>;

/** GET /api/troubles, for administrators: sentences that say what is wrong and what to do; empty when all is well. */
export const troublesAnswer = z.object({ items: z.array(z.string()), serverTime: instant });

/** GET /livez, /readyz, /healthz; 503 when a check is not ok. */
export const health = z.object({
  status: z.enum(['ok', 'failing']),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean() })),
});
export type Health = z.infer<typeof health>;
export type Named = z.infer<typeof named>;
