import type { RuleSet } from '../../rules/rule-set.ts';
import { ConflictError } from '../errors.ts';
import { type KeptBurst, keptBurst } from '../model/burst.ts';
import { startOfDay, toEpoch, toShanghai } from '../model/calendar.ts';
import { deterministicId } from '../model/ids.ts';
import type { Queries } from '../store/queries.ts';
import type { Store } from '../store/store.ts';
import { burstsIn } from './burst.ts';
import { everyHour, HOUR_MS } from './every-hour.ts';

export interface BurstWatchDeps {
  store: Store;
  queries: Pick<Queries, 'countPosts' | 'findEvents'>;
  rules: () => Pick<RuleSet, 'heat' | 'packs'>;
  now: () => number;
  /** Told of each burst once, after it is on record. */
  onBurst?: (burst: KeptBurst) => void;
}

const KIND = 'burst';
const DAY_MS = 24 * HOUR_MS;
/** What is usual is taken from so many whole days. */
const COMPARED_DAYS = 28;
/** Hours looked at anew each round: a post that comes late still counts in its hour. */
const LATENESS_MS = 48 * HOUR_MS;
/** Events with a post of late, the latest first. */
const MOST_EVENTS = 100;
const KEPT_MS = 180 * DAY_MS;

/**
 * Looks for bursts of topics and of events and keeps each as a row. Which hours burst follows from the counts by event
 * time alone, over whole days, and the id from subject and hour: after a restart, or a replay, the same rows come out.
 */
export function createBurstWatch({ store, queries, rules, now, onBurst }: BurstWatchDeps): {
  round(): Promise<number>;
} {
  async function subjects(): Promise<KeptBurst['subject'][]> {
    const topics = new Set(rules().packs.flatMap(({ topic }) => topic ?? []));
    const minimum = rules().heat?.burst.minimum ?? 1;
    const from = toShanghai(now() - LATENESS_MS);
    const { items } = await queries.findEvents({ from }, { limit: MOST_EVENTS });
    const events = items.filter(({ postCount }) => postCount >= minimum);
    return [
      ...[...topics].map((topic) => ({ kind: 'topic' as const, ref: topic, name: topic })),
      ...events.map(({ eventId, title }) => ({ kind: 'event' as const, ref: eventId, name: title })),
    ];
  }

  async function look(subject: KeptBurst['subject']): Promise<number> {
    const { heat } = rules();
    if (heat === null) return 0;
    const to = (Math.floor(now() / HOUR_MS) + 1) * HOUR_MS;
    const from = startOfDay(to - LATENESS_MS) - COMPARED_DAYS * DAY_MS;
    const of = subject.kind === 'topic' ? { topic: subject.ref } : { eventId: subject.ref };
    const range = { from: toShanghai(from), to: toShanghai(to) };
    const hours = everyHour(await queries.countPosts({ ...range, domain: true, ...of }, 'hour'), from, to);
    let found = 0;
    for (const { at, ...figures } of burstsIn(hours, heat.burst)) {
      if (at < to - LATENESS_MS) continue;
      const burst: KeptBurst = {
        burstId: deterministicId('b', subject.kind, subject.ref, String(at)),
        subject,
        at: toShanghai(at),
        ...figures,
        version: heat.version,
        foundAt: toShanghai(now()),
      };
      if (await keep(burst)) found += 1;
    }
    return found;
  }

  /** True where it is new. The figures are those at which it was found: later posts of the hour do not change why. */
  async function keep(burst: KeptBurst): Promise<boolean> {
    if ((await store.state(KIND, burst.burstId)) !== null) return false;
    try {
      await store.putState(KIND, burst.burstId, burst, null);
    } catch (error) {
      if (error instanceof ConflictError) return false; // another process found it too
      throw error;
    }
    const { burstId: _, subject, foundAt, ...figures } = burst;
    const what = `${burst.at.slice(0, 13).replace('T', ' ')} 时 ${burst.count} 帖，平常 ${burst.usual} 帖`;
    const detail = { what, ...figures };
    const entry = { at: foundAt, actor: 'system', action: 'burst.found', object: subject.ref, detail };
    await store.commit({ audit: [entry] });
    onBurst?.(burst);
    return true;
  }

  async function forget(): Promise<void> {
    for (const burst of await keptBursts(store)) {
      if (now() - toEpoch(burst.at) > KEPT_MS) await store.deleteState(KIND, burst.burstId);
    }
  }

  return {
    async round() {
      await forget();
      let found = 0;
      for (const subject of await subjects()) found += await look(subject);
      return found;
    },
  };
}

/** Latest first. A row of another shape is left out. */
export async function keptBursts(store: Pick<Store, 'states'>): Promise<KeptBurst[]> {
  const rows = [...(await store.states(KIND)).values()].flatMap(({ value }) => {
    const parsed = keptBurst.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
  return rows.sort((a, b) => toEpoch(b.at) - toEpoch(a.at) || (a.burstId < b.burstId ? -1 : 1));
}
