import type { Muted } from '../alert/mute.ts';
import type { Alert } from '../model/alert.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import { deterministicId } from '../model/ids.ts';
import { NOTICE_REASONS, type Notice, type NoticeReason, PERSONAL_CHANNELS } from '../model/notice.ts';
import { decided, unsent, withheld } from './delivery.ts';
import { minuteOf, mostPoints, placeOf } from './facts.ts';

export interface NoticeOrder {
  alert: Alert;
  /** Roles, `科室:角色`. */
  receivers: readonly string[];
  channels: readonly Notice['channel'][];
  reason: NoticeReason;
  /** Escalation round: 0 when raised, then counting up; part of the id, so a repeat is a new notice. */
  round: number;
  at: string;
  /** How long the first notice waits for what follows at once; default 0. */
  waitMs?: number;
  /** Why nobody is told: the notices are kept with that reason and never sent. */
  muted?: Pick<Muted, 'code' | 'detail'> | null;
}

/** One outbox row per receiver where people are reached one by one, and one per round where a group is (a robot). */
export function composeNotices(order: NoticeOrder): Notice[] {
  return order.channels.flatMap((channel) => {
    const receivers = PERSONAL_CHANNELS.has(channel) ? order.receivers : [order.receivers.join('、')];
    return receivers.map((receiver) => placed(composeNotice(order, channel, receiver), order));
  });
}

function placed(notice: Notice, { at, waitMs = 0, muted = null }: NoticeOrder): Notice {
  const now = toEpoch(at);
  if (muted !== null) return withheld(notice, now, muted.code, muted.detail);
  if (waitMs === 0) return notice;
  const until = toShanghai(now + waitMs);
  return { ...decided(notice, now, 'grouped', `最迟 ${until.slice(11, 16)} 发出`), nextAttemptAt: until };
}

function composeNotice(order: NoticeOrder, channel: Notice['channel'], receiver: string): Notice {
  const { alert, reason, round, at } = order;
  return {
    noticeId: deterministicId('n', alert.alertId, reason, String(round), channel, receiver),
    alertId: alert.alertId,
    eventId: alert.eventId,
    level: alert.level,
    receiver,
    channel,
    reason,
    title: `【${alert.level}】${alert.title}`,
    body: bodyOf(alert, reason),
    createdAt: at,
    dueAt: reason === 'acknowledged' ? null : alert.nextDueAt,
    ...unsent(at, 'queued', NOTICE_REASONS[reason]),
  };
}

/** The plain form, for the page and for when a template does not fit. */
function bodyOf(alert: Alert, reason: NoticeReason): string {
  const place = placeOf(alert);
  const published = alert.publishedAt === null ? '时间不明' : minuteOf(alert.publishedAt);
  return [
    `主题：${alert.topic}${place === null ? '' : `　地点：${place}`}`,
    `风险分：${alert.risk.score}（${mostPoints(alert)}）`,
    `摘要：${alert.summary}`,
    `同一事件的帖文：${alert.postsTold} 条`,
    `来源：${alert.sourceName}　发布：${published}　发现：${minuteOf(alert.detectedAt)}`,
    `牵头：${alert.route.lead}　协同：${alert.route.co.join('、') || '无'}`,
    ...(alert.nextDueAt === null ? [] : [`请于 ${minuteOf(alert.nextDueAt)} 前签收`]),
    `为什么通知我：${NOTICE_REASONS[reason]}（策略：${alert.route.policy}）`,
  ].join('\n');
}
