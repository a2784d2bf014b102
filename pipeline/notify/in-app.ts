import { toShanghai } from '../model/calendar.ts';
import type { LiveFeed } from './live-feed.ts';
import type { Notifier } from './notifier.ts';

/** Shows the notice on open pages at once; on closed ones it waits in the list of notices. */
export function createInAppNotifier(live: LiveFeed, now: () => number): Notifier {
  return {
    channel: 'in-app',
    async send({ notice }) {
      live.publish({ kind: 'notice', ref: notice.noticeId, events: [notice.eventId], at: toShanghai(now()) });
      return { answer: '已送达站内' };
    },
  };
}
