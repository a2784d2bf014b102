import type { ScoringSpec } from '../../rules/schema.ts';
import { type BackTestResult, noAlerts } from '../model/back-test.ts';
import { dayOf, toEpoch } from '../model/calendar.ts';
import type { Event } from '../model/event.ts';
import type { WarningLevel } from '../model/levels.ts';
import type { Risk } from '../model/verdict.ts';
import { spreadPart } from '../score/event-risk.ts';
import { closeRisk, levelOf } from '../score/score.ts';
import type { Queries, TimeRange } from '../store/queries.ts';
import type { Store } from '../store/store.ts';

type Side = 'before' | 'after';

/** Risk of a post under both sets of rules. */
export interface RiskPair {
  before: Risk;
  after: Risk;
}

/**
 * Counts the highest alert of each event, by day, with and without a change of some posts' risks. An event's score is
 * that of its gravest post with the spread on top, as when alerts are raised.
 */
export function createAlertDays(
  range: TimeRange,
  {
    queries,
    store,
    scoring,
  }: { queries: Pick<Queries, 'findEvents'>; store: Pick<Store, 'event' | 'members'>; scoring: ScoringSpec },
) {
  const days = new Map<string, { before: ReturnType<typeof noAlerts>; after: ReturnType<typeof noAlerts> }>();
  /** Changed posts by event; only risks are kept. */
  const touched = new Map<string, Map<string, RiskPair>>();

  function add(at: string, side: Side, level: WarningLevel | null, count = 1): void {
    if (level === null || !within(at, range)) return;
    const day = dayOf(toEpoch(at));
    const known = days.get(day) ?? { before: noAlerts(), after: noAlerts() };
    known[side][level] += count;
    days.set(day, known);
  }

  return {
    /** A post whose risk is not the same; `eventId` null when it belongs to none. */
    changed(post: { docId: string; eventTime: string }, eventId: string | null, pair: RiskPair): void {
      if (eventId === null) {
        add(post.eventTime, 'before', pair.before.level);
        add(post.eventTime, 'after', pair.after.level);
        return;
      }
      const posts = touched.get(eventId) ?? new Map<string, RiskPair>();
      posts.set(post.docId, pair);
      touched.set(eventId, posts);
    },

    async days(signal?: AbortSignal): Promise<BackTestResult['alertsPerDay']> {
      for (const [eventId, changed] of touched) {
        signal?.throwIfAborted();
        const event = await store.event(eventId);
        if (event === null) continue;
        const members = await store.members(eventId);
        for (const side of ['before', 'after'] as const) {
          const risks = members.map(({ post, verdict }) => changed.get(post.docId)?.[side] ?? verdict.risk);
          add(event.firstAt, side, levelOfEvent(event, risks, scoring));
        }
      }
      for await (const event of eventsSince(queries, range.from)) {
        signal?.throwIfAborted();
        if (touched.has(event.eventId)) continue;
        for (const side of ['before', 'after'] as const) add(event.firstAt, side, event.level);
      }
      return [...days].map(([day, counts]) => ({ day, ...counts })).sort((a, b) => (a.day < b.day ? -1 : 1));
    },
  };
}

function levelOfEvent(event: Event, risks: readonly Risk[], scoring: ScoringSpec): WarningLevel | null {
  const [first, ...rest] = risks;
  if (first === undefined) return null;
  const gravest = rest.reduce((worst, risk) => (risk.score > worst.score ? risk : worst), first);
  const own = gravest.parts.filter(({ name }) => name !== '封顶' && name !== '下限');
  const spread = spreadPart(event, scoring);
  return levelOf(closeRisk(spread.points > 0 ? [...own, spread] : own, scoring).score, scoring);
}

function within(at: string, { from, to }: TimeRange): boolean {
  const time = toEpoch(at);
  return (from === undefined || time >= toEpoch(from)) && (to === undefined || time < toEpoch(to));
}

async function* eventsSince(queries: Pick<Queries, 'findEvents'>, from: string | undefined): AsyncGenerator<Event> {
  let cursor: string | undefined;
  do {
    const page = await queries.findEvents(from === undefined ? {} : { from }, {
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}
