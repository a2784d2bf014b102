import { z } from 'zod';
import { action, actionResult } from '../pipeline/model/action.ts';
import { alert } from '../pipeline/model/alert.ts';
import { auditRow } from '../pipeline/model/audit.ts';
import { keptBurst } from '../pipeline/model/burst.ts';
import { instant } from '../pipeline/model/calendar.ts';
import { caseState } from '../pipeline/model/case.ts';
import { channel } from '../pipeline/model/channels.ts';
import { event } from '../pipeline/model/event.ts';
import { heat } from '../pipeline/model/heat.ts';
import { warningLevel } from '../pipeline/model/levels.ts';
import { notice } from '../pipeline/model/notice.ts';
import { post } from '../pipeline/model/post.ts';
import { postWatch } from '../pipeline/model/post-watch.ts';
import { response } from '../pipeline/model/response.ts';
import { silence, silenceMatch } from '../pipeline/model/silence.ts';
import { sourceStatus } from '../pipeline/model/source-status.ts';
import { verdict } from '../pipeline/model/verdict.ts';

/**
 * Every request and response of the API, for the server and the page alike. Runs in the browser: nothing from Node.
 * Query strings: a list is written with commas (`state=open,acknowledged`); times are ISO 8601 with an offset.
 */

// ---- accounts and rights ------------------------------------------------------------------------------------------

export const ROLES = {
  duty: '值班员',
  liaison: '联络员',
  analyst: '分析员',
  leader: '领导',
  office: '办公室',
  admin: '系统管理员',
} as const;
export type AccountRole = keyof typeof ROLES;
export const accountRole = z.enum(['duty', 'liaison', 'analyst', 'leader', 'office', 'admin']);

export const PERMISSIONS = {
  acknowledge: '签收预警',
  close: '办结预警',
  comment: '批注预警',
  'run-source': '立即采集',
  'edit-sources': '管理信息源',
  'take-evidence': '下载网页存证',
  'arrange-events': '合并与拆分事件',
  silence: '静默预警',
  feedback: '标记命中',
  'draft-rules': '起草规则',
  'approve-rules': '审批规则',
  unmask: '查看遮盖前的原文',
  accounts: '管理账号',
} as const;
export type Permission = keyof typeof PERMISSIONS;
export const permission = z.enum([
  'acknowledge',
  'close',
  'comment',
  'run-source',
  'edit-sources',
  'take-evidence',
  'arrange-events',
  'silence',
  'feedback',
  'draft-rules',
  'approve-rules',
  'unmask',
  'accounts',
]);

/** Fewest characters of a password. */
export const PASSWORD_LENGTH = 10;
const accountName = z.string().trim().min(1, '请填写账号').max(64, '账号不超过 64 个字符');
const givenPassword = z.string().min(1, '请填写密码').max(200, '密码不超过 200 个字符');
const chosenPassword = z
  .string()
  .min(PASSWORD_LENGTH, `密码至少 ${PASSWORD_LENGTH} 个字符`)
  .max(200, '密码不超过 200 个字符');

/** POST /api/session */
export const loginRequest = z.strictObject({ account: accountName, password: givenPassword });
export type LoginRequest = z.infer<typeof loginRequest>;

/** GET and POST /api/session */
export const session = z.object({
  account: z.string(),
  name: z.string(),
  role: accountRole,
  roleName: z.string(),
  department: z.string(),
  permissions: z.array(permission),
  /** `科室:角色` this account gets notices for. */
  receivers: z.array(z.string()),
  /** True while the password is one the system made: the page advises to change it. */
  initialPassword: z.boolean(),
  /** Ends then without a further request. */
  idleUntil: instant,
  /** Ends then in any case. */
  expiresAt: instant,
  serverTime: instant,
});
export type Session = z.infer<typeof session>;

/** POST /api/session/password → 200 session; every other session of the account ends. */
export const passwordRequest = z.strictObject({ current: givenPassword, next: chosenPassword });
export type PasswordRequest = z.infer<typeof passwordRequest>;

export const accountView = z.object({
  account: z.string(),
  name: z.string(),
  role: accountRole,
  roleName: z.string(),
  department: z.string(),
  post: z.string().nullable(),
  enabled: z.boolean(),
  initialPassword: z.boolean(),
  createdAt: instant,
});
export type AccountView = z.infer<typeof accountView>;
/** GET /api/accounts */
export const accountList = z.object({ items: z.array(accountView) });
/** Which post of the department a leader holds, as routing.yaml names them: 分管领导, 局长. Null: none in particular. */
const accountPost = z.string().trim().min(1).max(64).nullable().optional();
/** POST /api/accounts */
export const accountRequest = z.strictObject({
  account: accountName.regex(/^[A-Za-z0-9][A-Za-z0-9._@-]*$/, '账号只用字母、数字和 . _ @ -，以字母或数字开头'),
  name: z.string().trim().min(1, '请填写姓名').max(64),
  role: accountRole,
  department: z.string().trim().min(1, '请选择科室').max(64),
  post: accountPost,
});
export type AccountRequest = z.infer<typeof accountRequest>;
/** PATCH /api/accounts/:account; `resetPassword` makes a new random one. */
export const accountChange = z.strictObject({
  name: z.string().trim().min(1).max(64).optional(),
  role: accountRole.optional(),
  department: z.string().trim().min(1).max(64).optional(),
  post: accountPost,
  enabled: z.boolean().optional(),
  resetPassword: z.literal(true).optional(),
});
export type AccountChange = z.infer<typeof accountChange>;
/** Answer to both; the password is shown once and never again, null when none was made. */
export const accountChanged = z.object({ account: accountView, password: z.string().nullable() });
export type AccountChanged = z.infer<typeof accountChanged>;

// ---- errors -------------------------------------------------------------------------------------------------------

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

// ---- common parts of queries and pages ----------------------------------------------------------------------------

/** `a,b` or the parameter given several times → list without blanks and repeats. */
const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (given: string | string[]) => [
      ...new Set(
        [given]
          .flat()
          .flatMap((part) => String(part).split(','))
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      ),
    ],
    z.array(item).max(50),
  );

const word = z.string().trim().min(1).max(200).optional();
const flag = z.enum(['true', 'false']).transform((given) => given === 'true');
const time = instant.optional();
const limit = z.coerce.number().int().min(1).max(200).default(50);
const cursor = z.string().min(1).max(1000).optional();
const alertState = z.enum(['open', 'acknowledged', 'closed']);

const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    /** `cursor` of the page after; null on the last. */
    next: z.string().nullable(),
    /** Matches in all, counted up to 10,000; `totalCapped` says when there are more. */
    total: z.int().nonnegative(),
    totalCapped: z.boolean(),
    serverTime: instant,
  });

// ---- overview -----------------------------------------------------------------------------------------------------

/** GET /api/overview. Without `from`: the last 30 days by day, or the last 48 hours by hour. */
export const overviewQuery = z.strictObject({ from: time, to: time, bucket: z.enum(['day', 'hour']).default('day') });
export type OverviewQuery = z.input<typeof overviewQuery>;

const count = z.int().nonnegative();
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

// ---- alerts -------------------------------------------------------------------------------------------------------

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
/** 202: accepted and durable, the outcome comes with the live feed. */
export const actionPending = z.object({ state: z.literal('pending'), actionId: z.string(), alertId: z.string() });
export const actionAnswer = z.discriminatedUnion('state', [actionDone, actionPending]);
export type ActionAnswer = z.infer<typeof actionAnswer>;

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

// ---- events and posts ---------------------------------------------------------------------------------------------

/** GET /api/events */
export const eventsQuery = z.strictObject({
  topic: word,
  level: listOf(warningLevel).optional(),
  from: time,
  to: time,
  cursor,
  limit,
});
export type EventsQuery = z.input<typeof eventsQuery>;
export const eventPage = pageOf(event);
export type EventPage = z.infer<typeof eventPage>;

/** GET /api/events/:id; posts newest first, at most 500; audit in order. */
export const eventDetail = z.object({
  event,
  posts: z.array(foundPost),
  alerts: z.array(alertView),
  notices: z.array(notice),
  responses: z.array(response),
  audit: z.array(auditRow),
  cases: z.array(caseLink),
  /** What became of the posts that raised alerts: counts, edits, removal. */
  watches: z.array(postWatch),
  /** Of the posts above, now; null where the rules have no heat.yaml. */
  heat: heat.nullable(),
  /** Hours with far more posts than usual for the event, latest first. */
  bursts: z.array(keptBurst),
  serverTime: instant,
});
export type EventDetail = z.infer<typeof eventDetail>;

/** POST /api/events/:id/actions. 409 `refused` with a sentence when it cannot be applied. */
export const eventActionRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('merge'), otherEventId: z.string().min(1), reason: arrangementReason() }),
  z.strictObject({
    kind: z.literal('split'),
    docIds: z.array(z.string().min(1)).min(1).max(500),
    reason: arrangementReason(),
  }),
]);
export type EventActionRequest = z.input<typeof eventActionRequest>;
/** 200: done, `event` is the id that the event asked for leads to now; 202: accepted and durable, still on its way. */
export const eventActionAnswer = z.object({
  state: z.enum(['applied', 'pending']),
  actionId: z.string(),
  event: event.nullable(),
});
export type EventActionAnswer = z.infer<typeof eventActionAnswer>;

function arrangementReason() {
  return z.string().trim().min(1, '请写明理由').max(2000, '理由不超过 2000 个字');
}

/** POST /api/posts/:id/original: the text before masking; who asked and why is on the audit log. */
export const originalRequest = z.strictObject({ reason: arrangementReason() });
export const originalAnswer = z.object({ title: z.string(), text: z.string() });

// ---- analysis -------------------------------------------------------------------------------------------------------

export type Burst = z.infer<typeof keptBurst>;
/** GET /api/bursts, latest first, at most 200. `subject`: a topic, or the id of an event. */
export const burstsQuery = z.strictObject({ subject: word });
export const burstsAnswer = z.object({ items: z.array(keptBurst), total: count, serverTime: instant });

/** GET /api/words: words that stand in more posts of [from, to) than in the four times as long time before it. */
export const wordsQuery = z.strictObject({ from: instant, to: instant, topic: word });
export type WordsQuery = z.input<typeof wordsQuery>;
export const wordsAnswer = z.object({
  items: z.array(
    z.object({
      word: z.string(),
      posts: count,
      share: z.number(),
      usualShare: z.number(),
      /** Dunning's G². */
      strength: z.number(),
      isNew: z.boolean(),
    }),
  ),
  posts: count,
  /** Without enough posts before, words are ranked by how often they stand. */
  baseline: z.object({ from: instant, posts: count, enough: z.boolean() }),
  serverTime: instant,
});
export type WordsAnswer = z.infer<typeof wordsAnswer>;

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

/** GET /api/posts; [from, to) applies to `eventTime`. `q`: words apart are all required, "…" or “…” keeps blanks. */
export const postsQuery = z.strictObject({
  q: word,
  topic: word,
  level: listOf(warningLevel).optional(),
  district: word,
  source: word,
  channel: channel.optional(),
  domain: flag.optional(),
  event: word,
  rule: word,
  from: time,
  to: time,
  cursor,
  limit,
});
export type PostsQuery = z.input<typeof postsQuery>;
/** `terms`: what was looked for, for highlighting. */
export const postPage = pageOf(foundPost).extend({ terms: z.array(z.string()) });
export type PostPage = z.infer<typeof postPage>;

/** GET /api/posts/:id */
export const postDetail = foundPost.extend({ serverTime: instant });
export type PostDetail = z.infer<typeof postDetail>;

// ---- notices and sources ------------------------------------------------------------------------------------------

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

/** GET /api/sources, in the order of the names. `mayRun`: the account may start one now. */
export const sourceList = z.object({
  items: z.array(sourceStatus),
  mayRun: z.boolean(),
  /** The account may switch sources on and off and change them. */
  mayEdit: z.boolean(),
  serverTime: instant,
});
export type SourceList = z.infer<typeof sourceList>;
/** POST /api/sources/:id/run → 202 */
export const sourceRunStarted = z.object({ sourceId: z.string(), state: z.enum(['started', 'running']) });
export type SourceRunStarted = z.infer<typeof sourceRunStarted>;

/** GET /api/sources/:id/row: the source as it is written, in YAML. */
export const sourceRow = z.object({
  sourceId: z.string(),
  text: z.string(),
  /** Whether the shipped catalogue has it, and whether somebody changed it since. */
  shipped: z.boolean(),
  changed: z.boolean(),
  enabled: z.boolean(),
  retired: z.boolean(),
});
export type SourceRow = z.infer<typeof sourceRow>;
/** POST /api/sources/:id/enabled */
export const sourceSwitch = z.strictObject({ enabled: z.boolean() });
/** POST /api/sources/:id/retired: out of service or back. */
export const sourceRetirement = z.strictObject({
  retired: z.boolean(),
  reason: z.string().trim().min(1, '请写明理由').max(500, '理由不超过 500 个字'),
});
/** POST /api/sources: a whole row, of a new source or of a known one. */
export const sourceDraft = z.strictObject({ text: z.string().min(1, '请写出这个来源').max(20_000, '内容过长') });
/** `sourceId` is null when there are issues; nothing was changed then. */
export const sourceSaved = z.object({
  sourceId: z.string().nullable(),
  issues: z.array(z.object({ where: z.string(), message: z.string(), hint: z.string().nullable() })),
});
export type SourceSaved = z.infer<typeof sourceSaved>;

// ---- pushed posts -------------------------------------------------------------------------------------------------

/** One post of another system. With `id` the post is named by it, so that the same sent again is the same post. */
export const pushedItem = z.strictObject({
  id: z.string().trim().min(1).max(200).optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  title: z.string().max(500).default(''),
  text: z.string().max(100_000).default(''),
  format: z.enum(['text', 'html']).default('text'),
  author: z.string().max(200).nullable().default(null),
  /** As the other system has it: ISO 8601, 2019-04-25 09:32, 3小时前. Null or absent: not known. */
  publishedAt: z.string().max(100).nullable().default(null),
  /** Name of the place it was published in; default the sending system's. */
  source: z.string().trim().min(1).max(100).optional(),
  channel: channel.default('other'),
  region: z.string().max(100).nullable().default(null),
  official: z.boolean().default(false),
  metrics: z.partialRecord(z.enum(['reposts', 'comments', 'likes', 'reads']), z.int().nonnegative()).default({}),
  reply: z
    .strictObject({
      text: z.string().min(1).max(100_000),
      by: z.string().max(200).nullable().default(null),
      at: z.string().max(100).nullable().default(null),
    })
    .nullable()
    .default(null),
});
export type PushedItem = z.infer<typeof pushedItem>;
/** Most posts of one request. */
export const MOST_PUSHED = 500;
/**
 * POST /api/push, `Authorization: Bearer <token>`. Each item is judged by itself: one that is wrong costs the others
 * nothing, so their shape is checked one by one.
 */
export const pushRequest = z.strictObject({
  items: z.array(z.unknown()).min(1, '没有条目').max(MOST_PUSHED, `一次最多 ${MOST_PUSHED} 条`),
});
export const pushResult = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.int(),
  /** In the order of the request; `index` from 0. */
  results: z.array(
    z.object({
      index: z.int(),
      status: z.enum(['accepted', 'duplicate', 'rejected']),
      docId: z.string().nullable(),
      /** Why it was rejected, Chinese; null otherwise. */
      reason: z.string().nullable(),
    }),
  ),
});
export type PushResult = z.infer<typeof pushResult>;

// ---- live feed ----------------------------------------------------------------------------------------------------

/**
 * GET /api/live: server-sent events. Named events `alert`, `case`, `notice`, `event`, `source`, `posts`, `rules` carry this as JSON;
 * `reload` (data `{}`) means that too much was missed and everything must be asked again; `hello` (data `{}`) comes
 * once after connecting. A comment every 15 s keeps the connection open.
 */
export const LIVE_KINDS = ['alert', 'case', 'notice', 'event', 'source', 'posts', 'rules'] as const;
export const liveMessage = z.object({ id: z.int(), kind: z.enum(LIVE_KINDS), ref: z.string(), at: instant });
export type LiveMessage = z.infer<typeof liveMessage>;

// ---- meta and health ----------------------------------------------------------------------------------------------

const named = z.object({ id: z.string(), name: z.string() });
export type Named = z.infer<typeof named>;
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

/** GET /livez, /readyz, /healthz; 503 when a check is not ok. */
export const health = z.object({
  status: z.enum(['ok', 'failing']),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean() })),
});
export type Health = z.infer<typeof health>;
