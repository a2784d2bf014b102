import { toShanghai } from '../model/calendar.ts';
import type { Queries } from '../store/queries.ts';
import type { LiveEvent, LiveFeed } from './live-feed.ts';

/** Newest of a list, enough to see that something in it changed. */
const LOOKED_AT = 20;

type Kind = LiveEvent['kind'];

/**
 * Tells open pages what other processes did: for a process that only serves. Each round compares what the lists begin
 * with and the totals with the round before.
 */
export function createLiveFromStore(deps: { queries: Queries; live: LiveFeed; now: () => number }) {
  const { queries, live, now } = deps;
  let before: ReadonlyMap<Kind, string> | null = null;

  async function look(): Promise<Map<Kind, string>> {
    const page = { limit: LOOKED_AT };
    const [totals, alerts, events, cases, notices] = await Promise.all([
      queries.totals(),
      queries.findAlerts({}, page),
      queries.findEvents({}, page),
      queries.findCases({}, page),
      queries.findNotices({}, page),
    ]);
    return new Map<Kind, string>([
      ['posts', JSON.stringify([totals.posts, totals.outcomes])],
      ['alert', JSON.stringify([totals.alerts, alerts.items.map(({ alertId, version }) => [alertId, version])])],
      ['event', JSON.stringify([totals.events, events.items.map(({ eventId, version }) => [eventId, version])])],
      ['case', JSON.stringify(cases.items.map(({ caseId, version }) => [caseId, version]))],
      ['notice', JSON.stringify([totals.notices, notices.items.map(({ noticeId, state }) => [noticeId, state])])],
    ]);
  }

  return async function round(): Promise<void> {
    const seen = await look();
    for (const [kind, text] of seen) {
      if (before !== null && before.get(kind) !== text) live.publish({ kind, ref: '', at: toShanghai(now()) });
    }
    before = seen;
  };
}
