import { toShanghai } from '../model/calendar.ts';
import { deterministicId } from '../model/ids.ts';
import { NOTICE_CHANNELS, type Notice, type NoticeChannel, PERSONAL_CHANNELS } from '../model/notice.ts';
import type { Store } from '../store/store.ts';
import { decided, unsent } from './delivery.ts';

const MINUTE_MS = 60_000;
const USUAL_PATIENCE_MS = 15 * MINUTE_MS;

export interface FallbackDeps {
  store: Pick<Store, 'notice' | 'commit'>;
  /** Channels that are used only when another fails, in this order. */
  order: readonly NoticeChannel[];
}

/** Half of the time that the receiver has to acknowledge: the other half is for the fallback to arrive in. */
export function patienceOf(notice: Notice): number {
  if (notice.dueAt === null) return USUAL_PATIENCE_MS;
  return Math.max(MINUTE_MS, (Date.parse(notice.dueAt) - Date.parse(notice.createdAt)) / 2);
}

const TAKEN: ReadonlySet<string> = new Set(['fallback', 'duplicate', 'exhausted']);

/** True when a fallback was looked for already. */
export function hasFallback(notice: Notice): boolean {
  return notice.decisions.some(({ code }) => TAKEN.has(code));
}

/**
 * Puts rows for the next channel into the outbox and returns the notice with that decision. The ids depend on what is
 * told to whom, not on what failed: two channels that fail bring one fallback, and a repetition none.
 */
export async function fallBack(notice: Notice, now: number, why: string, deps: FallbackDeps): Promise<Notice> {
  if (notice.channel === 'in-app' || hasFallback(notice)) return notice;
  const channel = deps.order[deps.order.indexOf(notice.channel) + 1];
  if (channel === undefined) return decided(notice, now, 'exhausted', null);
  const receivers = PERSONAL_CHANNELS.has(channel) ? notice.receiver.split('、') : [notice.receiver];
  const rows = receivers.map((receiver) => stepIn(notice, { channel, receiver, why, now }));
  const known = await Promise.all(rows.map(({ noticeId }) => deps.store.notice(noticeId)));
  const fresh = rows.filter((_, index) => known[index] === null);
  if (fresh.length === 0) return decided(notice, now, 'duplicate', `${NOTICE_CHANNELS[channel]}已在通知`);
  await deps.store.commit({ notices: fresh });
  return decided(notice, now, 'fallback', `改用${NOTICE_CHANNELS[channel]}：${why}`);
}

function stepIn(
  notice: Notice,
  { channel, receiver, why, now }: { channel: NoticeChannel; receiver: string; why: string; now: number },
): Notice {
  const at = toShanghai(now);
  return {
    ...notice,
    noticeId: deterministicId('n', notice.alertId, notice.reason, notice.createdAt, channel, receiver, 'fallback'),
    channel,
    receiver,
    ...unsent(at, 'fallback-for', `${NOTICE_CHANNELS[notice.channel]}没有送达：${why}`),
  };
}
