import { toShanghai } from '../model/calendar.ts';
import type { Notice, NoticeChannel } from '../model/notice.ts';
import type { OutboxParts } from './outbox-parts.ts';

/**
 * Longer than any single message takes. Whoever stops in the middle leaves its notices to the others after so long; one that
 * was only held up finds its claim gone before the next message, and its late word on the notice is not written.
 */
const LEASE_MS = 60_000;

/** The due notices of a channel that this process alone is sending. */
export interface Claims {
  take(limit: number): Promise<readonly Notice[]>;
  /** Of notices taken before, those that are still this process's; the others are somebody else's by now. */
  keep(notices: readonly Notice[]): Promise<readonly Notice[]>;
  settle(notices: readonly Notice[]): Promise<void>;
  /** Whoever comes next may take what is left. */
  release(): Promise<void>;
}

export function createClaims(channel: NoticeChannel, { store, owner, now }: OutboxParts): Claims {
  let renewedAt = 0;
  let mine: ReadonlySet<string> = new Set();
  const claim = () => ({ owner, until: toShanghai(now() + LEASE_MS) });
  return {
    async take(limit) {
      // Reading costs nothing: most rounds find nothing due, and claiming writes.
      if ((await store.dueNotices(channel, toShanghai(now()), 1)).length === 0) return [];
      renewedAt = now();
      const taken = await store.claimNotices(channel, { ...claim(), now: toShanghai(now()), limit });
      mine = new Set(taken.map(({ noticeId }) => noticeId));
      return taken;
    },
    async keep(notices) {
      if (Math.abs(now() - renewedAt) >= LEASE_MS / 3) {
        renewedAt = now();
        mine = await store.renewClaims([...mine], claim());
      }
      return notices.filter(({ noticeId }) => mine.has(noticeId));
    },
    settle: (notices) => store.settleNotices(notices, owner),
    release: () => store.releaseNotices(channel, owner),
  };
}
