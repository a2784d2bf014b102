import { z } from 'zod';
import { instant } from './calendar.ts';
import { warningLevel } from './levels.ts';

const keysOf = <Key extends string>(words: Readonly<Record<Key, string>>) =>
  z.enum(Object.keys(words) as [Key, ...Key[]]);

/** Why a notice exists; shown to the receiver and kept. */
export const NOTICE_REASONS = {
  raised: '新预警，按派送规则通知',
  escalated: '超时未签收，逐级上报',
  grown: '同一事件的帖文成倍增加',
  burst: '同一事件的帖文在一小时内突增',
  'mute-over': '静默或抑制已结束，补发通知',
  'level-raised': '预警级别上升',
  acknowledged: '预警已签收，告知相关科室',
  'case-turn': '个案轮到您的岗位办理',
  'case-reminder': '个案的时限将到，提醒办理',
  'case-overdue': '个案的时限已到而未办，逐级上报',
  'source-silent': '来源没有或很少有新内容，与往常不同',
  'source-drifting': '来源的提取结果变差，网站可能改版',
  'source-down': '来源一直采集不到',
  'channel-fault': '通知渠道有故障，需管理员处理',
  'alerts-stalled': '有预警失去时限，需管理员处理',
} as const;
export type NoticeReason = keyof typeof NOTICE_REASONS;

/** Who is told of the state of the system itself; every system administrator gets these. */
export const SYSTEM_RECEIVER = '系统:系统管理员';

/** `alertId` of a notice about a case: this and the caseId. */
export const CASE_SUBJECT = 'case:';

/** Ways to reach people, with the words for pages. */
export const NOTICE_CHANNELS = {
  'in-app': '站内通知',
  webhook: '推送接口',
  wecom: '企业微信',
  dingtalk: '钉钉',
  feishu: '飞书',
  email: '邮件',
  sms: '短信',
} as const;
export type NoticeChannel = keyof typeof NOTICE_CHANNELS;
export const noticeChannel = keysOf(NOTICE_CHANNELS);

/** Where each receiver has a notice of its own; the others reach a group or a machine, once for all receivers. */
export const PERSONAL_CHANNELS: ReadonlySet<NoticeChannel> = new Set(['in-app', 'email', 'sms']);

/**
 * What was decided about sending a notice, and why: "why was I told, why was I not told". Closed: whatever the outbox
 * does with a notice has a name here.
 */
export const NOTICE_DECISIONS = {
  queued: '列入发送',
  grouped: '稍等片刻，与同一事件随后的帖文合为一条',
  silenced: '有人设了静默，不通知',
  inhibited: '更严重的预警正在处理，不另行通知',
  sent: '渠道已接收',
  digested: '与其他通知合并为一条发出',
  retry: '这次没有送达，稍后再试',
  'rate-limited': '渠道达到限速，等有空位时与其他通知合并发出',
  'quiet-hours': '免打扰时段，时段过后合并发出',
  'too-long': '对方认为过长，拆得更短再发',
  fallback: '改用备用渠道再通知一次',
  'fallback-for': '代替没有送达的渠道',
  duplicate: '备用渠道已在通知同一接收人，不重复',
  exhausted: '没有其他备用渠道了，请看站内通知',
  acknowledged: '预警已有人签收，不再通知',
  superseded: '已由同一事件的另一预警接替，不再通知',
  closed: '预警已办结，不再通知',
  answered: '个案已经回应或办结，不再催办',
  'limit-changed': '个案的时限已另行计算，按新的时限催办',
  'unknown-receiver': '通讯录中没有这个接收人',
  'empty-slot': '这个接收人此刻没有值班人员',
  'no-address': '值班人员没有登记该渠道的地址',
  'no-channel': '渠道没有配置',
  refused: '对方拒收，重试也不会成功',
  'channel-fault': '渠道的配置或凭据有问题，已告知管理员',
  'gave-up': '多次尝试都没有送达，停止重试',
} as const;
export type NoticeDecision = keyof typeof NOTICE_DECISIONS;

/** One message to one receiver on one channel: a row of the outbox. The id is the idempotency key. */
export const notice = z.object({
  noticeId: z.string(),
  /** `case:ID` for a notice about a case, `source:ID` for one about a source, `channel:ID` for one about a channel. */
  alertId: z.string(),
  /** Empty where it is not about an alert. */
  eventId: z.string(),
  level: warningLevel,
  /** `科室:角色`; several with 、 on a channel that reaches a group. */
  receiver: z.string(),
  channel: noticeChannel,
  reason: keysOf(NOTICE_REASONS),
  title: z.string(),
  body: z.string(),
  createdAt: instant,
  /** By when this receiver is asked to acknowledge; null where nothing is asked. */
  dueAt: instant.nullable().default(null),
  /** The clock of a case that the notice calls for; absent where it is about something else. */
  clock: z.object({ kind: z.string(), dueAt: instant }).optional(),
  /** Of a notice about a case: what its template can name, as it was when the notice was written. */
  facts: z.record(z.string(), z.string().nullable()).optional(),
  state: z.enum(['pending', 'sent', 'failed', 'withheld']),
  attempts: z.int().nonnegative(),
  nextAttemptAt: instant.nullable(),
  sentAt: instant.nullable(),
  /** Last error or the named reason for not sending; null when all is well. */
  problem: z.string().nullable(),
  /** Waits to be sent together with others. */
  held: z.boolean().default(false),
  /** Parts of a long message that the other side has taken. */
  partsSent: z.int().nonnegative().default(0),
  /** How often the other side found the message too long: each time the parts become half as long. */
  halvings: z.int().nonnegative().default(0),
  /** In the order they were taken; `detail` is a sentence for people. */
  decisions: z
    .array(z.object({ at: instant, code: keysOf(NOTICE_DECISIONS), detail: z.string().nullable() }))
    .default([]),
});
export type Notice = z.infer<typeof notice>;
