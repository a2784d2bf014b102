import type { Mutes } from '../alert/mute.ts';
import type { Notice } from '../model/notice.ts';
import { afterFailure } from './after-failure.ts';
import { alertNow } from './alert-now.ts';
import { createClaims } from './claims.ts';
import { sent, withheld } from './delivery.ts';
import type { FallbackDeps } from './fallback.ts';
import { whyNotSend } from './moot.ts';
import type { Notifier } from './notifier.ts';
import type { ChannelQueue, OutboxParts } from './outbox-parts.ts';

const BATCH = 100;

/** For the page and for machines: notices as data, one by one, side by side, at any hour. */
export function createDataQueue(notifier: Notifier, parts: OutboxParts): ChannelQueue {
  const { store, now, log } = parts;
  const claims = createClaims(notifier.channel, parts);
  const fallback: FallbackDeps = { store, order: parts.fallback };

  async function attempt(notice: Notice, mutes: Mutes): Promise<Notice> {
    const alert = await alertNow(store, notice.alertId);
    const moot = await whyNotSend(notice, { alert, mutes, store });
    if (moot !== null) return withheld(notice, now(), moot.code, moot.detail);
    const content = parts.contentOf(notice, alert);
    const message = { key: notice.noticeId, notice, alert, content, text: notice.body, part: 1, parts: 1, to: [] };
    try {
      const { answer } = await notifier.send(message);
      log.info({ noticeId: notice.noticeId, answer }, 'notice sent');
      return sent(notice, now(), 'sent', answer);
    } catch (error) {
      return afterFailure(notice, error, parts, fallback);
    }
  }

  return async () => {
    const due = await claims.take(BATCH);
    if (due.length === 0) return 0;
    const mutes = await parts.mutes();
    await Promise.all(due.map(async (notice) => claims.settle([await attempt(notice, mutes)])));
    await claims.release();
    return due.length;
  };
}
