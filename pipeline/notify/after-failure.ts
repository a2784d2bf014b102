import { PoisonError, RetryableError } from '../errors.ts';
import { dayOf, toShanghai } from '../model/calendar.ts';
import { deterministicId } from '../model/ids.ts';
import { NOTICE_CHANNELS, type Notice } from '../model/notice.ts';
import { backOff, MAX_ATTEMPTS } from './back-off.ts';
import { failed, halved, retried, unsent } from './delivery.ts';
import { type FallbackDeps, fallBack, patienceOf } from './fallback.ts';
import { ChannelFaultError, TooLongError } from './notifier.ts';
import type { OutboxParts } from './outbox-parts.ts';

/** Halved so often, a part holds less than a sentence. */
const MOST_HALVINGS = 4;

/** The notice after a try that failed, with its fallback in the outbox where one is due. */
export async function afterFailure(
  notice: Notice,
  error: unknown,
  parts: OutboxParts,
  fallback: FallbackDeps,
): Promise<Notice> {
  const now = parts.now();
  const problem = error instanceof Error ? error.message : String(error);
  parts.log.warn({ noticeId: notice.noticeId, channel: notice.channel, problem }, 'notice not delivered');
  if (error instanceof TooLongError && notice.halvings < MOST_HALVINGS) return halved(notice, now, problem);
  const code = endOf(notice, error);
  // A channel that has not taken a message for hours is theirs to mend, whatever the reason.
  if (code === 'channel-fault' || code === 'gave-up') await tellOperators(notice, problem, parts);
  if (code !== null) return fallBack(failed(notice, now, code, problem), now, problem, fallback);
  const patienceEnds = Date.parse(notice.createdAt) + patienceOf(notice);
  const asked = error instanceof RetryableError ? error.retryAfterMs : undefined;
  const next = now + (asked ?? backOff(notice.attempts + 1, parts.random));
  const later = retried(notice, now, patienceEnds > now ? Math.min(next, patienceEnds) : next, problem);
  return patienceEnds > now ? later : fallBack(later, now, '迟迟没有送达', fallback);
}

function endOf(notice: Notice, error: unknown): 'channel-fault' | 'refused' | 'gave-up' | null {
  if (error instanceof ChannelFaultError) return 'channel-fault';
  if (error instanceof PoisonError || error instanceof TooLongError) return 'refused';
  return notice.attempts + 1 >= MAX_ATTEMPTS ? 'gave-up' : null;
}

/** Once a day for each channel, on the page. */
async function tellOperators(notice: Notice, problem: string, { store, operators, now }: OutboxParts): Promise<void> {
  const at = toShanghai(now());
  const name = NOTICE_CHANNELS[notice.channel];
  const notices = operators.map(
    (receiver): Notice => ({
      ...notice,
      noticeId: deterministicId('n', 'channel-fault', notice.channel, dayOf(now()), receiver),
      alertId: `channel:${notice.channel}`,
      eventId: '',
      receiver,
      channel: 'in-app',
      reason: 'channel-fault',
      title: `通知渠道“${name}”发不出去，请检查设置`,
      body: `${problem}\n有备用渠道的通知已改走备用渠道；每条通知的去向见通知列表。`,
      createdAt: at,
      dueAt: null,
      ...unsent(at, 'queued', problem),
    }),
  );
  if (notices.length > 0) await store.commit({ notices });
}
