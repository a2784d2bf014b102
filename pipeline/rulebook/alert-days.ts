import { isDeepStrictEqual } from 'node:util';
import type { ScoringSpec } from '../../rules/schema.ts';
import { type BackTestResult, noAlerts } from '../model/back-test.ts';
import { dayOf, toEpoch } from '../model/calendar.ts';
import type { Event } from '../model/event.ts';
import type { WarningLevel } from '../model/levels.ts';
import type { Risk } from '../model/verdict.ts';
import { eventRisk } from '../score/event-risk.ts';
import type { Queries, TimeRange } from '../store/queries.ts';
import type { Store } from '../store/store.ts';

const SIDES = ['before', 'after'] as const;
type Side = (typeof SIDES)[number];

/** Risk of a post under both sets of rules. */
export interface RiskPair {
  before: Risk;
  after: Risk;
}

export interface AlertDaysDeps {
  queries: Pick<Queries, 'findEvents'>;
  store: Pick<Store, 'event' | 'members'>;
  /** What makes a level on either side. */
  scoring: Readonly<Record<Side, ScoringSpec>>;
}

/**
 * Counts the highest alert of each event, by day, with and without a change of some posts' risks. An event's score is
 * that of its gravest post with the spread on top, as when alerts are raised.
 */
export function createAlertDays(range: TimeRange, { queries, store, scoring }: AlertDaysDeps) {
  const { before, after } = scoring;
  const sameSpread = isDeepStrictEqual([before.spread, before.levels], [after.spread, after.levels]);
  const days = new Map<string, { before: ReturnType<typeof noAlerts>; after: ReturnType<typeof noAlerts> }>();
  /** Of the changed posts of an event their ids, and on either side the gravest. */
  const touched = new Map<string, { docIds: Set<string>; gravest: RiskPair }>();

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
      const known = touched.get(eventId);
      if (known === undefined) touched.set(eventId, { docIds: new Set([post.docId]), gravest: pair });
      else {
        known.docIds.add(post.docId);
        const { before, after } = known.gravest;
        known.gravest = { before: graver(before, pair.before), after: graver(after, pair.after) };
      }
    },

    async days(signal?: AbortSignal): Promise<BackTestResult['alertsPerDay']> {
      for (const [eventId, changed] of touched) {
        signal?.throwIfAborted();
        const event = await store.event(eventId);
        if (event === null) continue;
        // Of an event whose every post changed, none need be read again.
        const stored = event.postCount - event.copyCount;
        const members = changed.docIds.size === stored ? [] : await store.members(eventId);
        const others = members.filter(({ post }) => !changed.docIds.has(post.docId)).map(({ verdict }) => verdict.risk);
        for (const side of SIDES) {
          const gravest = others.reduce(graver, changed.gravest[side]);
          add(event.firstAt, side, eventRisk(gravest, event, scoring[side]).level);
        }
      }
      for await (const event of eventsSince(queries, range.from)) {
        signal?.throwIfAborted();
        if (touched.has(event.eventId)) continue;
        if (sameSpread) {
          for (const side of SIDES) add(event.firstAt, side, event.level);
          continue;
        }
        const [first, ...rest] = (await store.members(event.eventId)).map(({ verdict }) => verdict.risk);
        if (first === undefined) continue;
        const gravest = rest.reduce(graver, first);
        for (const side of SIDES) add(event.firstAt, side, eventRisk(gravest, event, scoring[side]).level);
      }
      return [...days].map(([day, counts]) => ({ day, ...counts })).sort((a, b) => (a.day < b.day ? -1 : 1));
    },
  };
}

function graver(one: Risk, other: Risk): Risk {
  return other.score > one.score ? other : one;
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
