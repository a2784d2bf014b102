import { z } from 'zod';
import { instant } from './calendar.ts';
import { warningLevel } from './levels.ts';

/** Why a notice exists; shown to the receiver and kept. */
export const NOTICE_REASONS = {
  raised: '新预警，按派送规则通知',
  escalated: '超时未签收，逐级上报',
  'level-raised': '预警级别上升',
  acknowledged: '预警已签收，告知相关科室',
  'source-silent': '来源没有或很少有新内容，与往常不同',
  'source-drifting': '来源的提取结果变差，网站可能改版',
  'source-down': '来源一直采集不到',
} as const;

/** Who is told of the state of the system itself; every system administrator gets these. */
export const SYSTEM_RECEIVER = '系统:系统管理员';

export const NOTICE_CHANNELS = ['in-app', 'webhook'] as const;

/** One message to one receiver on one channel: a row of the outbox. The id is the idempotency key. */
export const notice = z.object({
  noticeId: z.string(),
  /** `source:ID` for a notice about a source. */
  alertId: z.string(),
  /** Empty for a notice about a source. */
  eventId: z.string(),
  level: warningLevel,
  /** `科室:角色` */
  receiver: z.string(),
  channel: z.enum(NOTICE_CHANNELS),
  reason: z.enum(Object.keys(NOTICE_REASONS) as [NoticeReason, ...NoticeReason[]]),
  title: z.string(),
  body: z.string(),
  createdAt: instant,
  state: z.enum(['pending', 'sent', 'failed', 'withheld']),
  attempts: z.int().nonnegative(),
  nextAttemptAt: instant.nullable(),
  sentAt: instant.nullable(),
  /** Last error or the named reason for not sending; null when all is well. */
  problem: z.string().nullable(),
});
export type Notice = z.infer<typeof notice>;
export type NoticeReason = keyof typeof NOTICE_REASONS;
