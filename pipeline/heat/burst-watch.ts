import type { RuleSet } from '../../rules/rule-set.ts';
import { leadingAlert } from '../alert/raise.ts';
import { tellBurst } from '../alert/tell-burst.ts';
import { ConflictError } from '../errors.ts';
import { burstWords, type KeptBurst, keptBurst } from '../model/burst.ts';
import { startOfDay, toEpoch, toShanghai } from '../model/calendar.ts';
import { deterministicId } from '../model/ids.ts';
import type { Notice } from '../model/notice.ts';
import type { Queries } from '../store/queries.ts';
import type { Store } from '../store/store.ts';
import { burstsIn } from './burst.ts';
import { HOUR_MS } from './every-hour.ts';
import { remembering, spreadOf } from './spread.ts';

export interface BurstWatchDeps {
  store: Store;
  queries: Pick<Queries, 'countPosts' | 'findPosts' | 'findEvents' | 'countMembers' | 'someMembers'>;
  rules: () => Pick<RuleSet, 'heat' | 'packs' | 'escalation'>;
  /** Channels that notices go out on. */
  channels: readonly Notice['channel'][];
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
/** Hours whose voices are remembered from round to round. */
const MOST_REMEMBERED = 20_000;
const KEPT_MS = 180 * DAY_MS;

/**
 * Looks for bursts of topics and of events and keeps each as a row. Which hours burst follows from the counts by event
 * time alone, over whole days, and the id from subject and hour: after a restart, or a replay, the same rows come out.
 */
export function createBurstWatch({ store, queries, rules, channels, now, onBurst }: BurstWatchDeps): {
  round(): Promise<number>;
} {
  const voices = new Map<string, number>();

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
    const spread = remembering(voices, JSON.stringify(of), spreadOf(of, queries, store));
    let found = 0;
    for (const { at, ...figures } of await burstsIn(await spread.hours(from, to), heat.burst, spread.voices)) {
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
    const { burstId, subject, foundAt, ...figures } = burst;
    if ((await store.state(KIND, burstId)) !== null) return false;
    const detail = { what: burstWords(burst), ...figures };
    const found = { at: foundAt, actor: 'system', action: 'burst.found', object: subject.ref, detail };
    const told = subject.kind === 'event' ? await tell(burst) : null;
    try {
      await store.commit({
        ...told,
        states: [{ kind: KIND, id: burstId, value: burst, version: 1 }],
        audit: [found, ...(told?.audit ?? [])],
      });
    } catch (error) {
      // Another process found it too, or somebody took up the alert just now: the next round looks anew.
      if (error instanceof ConflictError) return false;
      throw error;
    }
    onBurst?.(burst);
    return true;
  }

  /** A topic has no alert, hence nobody who is bound to answer: its bursts are seen on the pages. */
  async function tell(burst: KeptBurst): Promise<ReturnType<typeof tellBurst>> {
    const { ref } = burst.subject;
    const [event, alerts] = [await store.event(ref), (await store.alertsOfEvents([ref])).get(ref) ?? []];
    const alert = leadingAlert(alerts);
    if (event === null || alert === null) return null;
    return tellBurst(burst, { alert, event }, { escalation: rules().escalation, channels, now: now() });
  }

  async function forget(): Promise<void> {
    for (const burst of await keptBursts(store)) {
      if (now() - toEpoch(burst.at) > KEPT_MS) await store.deleteState(KIND, burst.burstId);
    }
  }

  return {
    async round() {
      await forget();
      if (voices.size > MOST_REMEMBERED) voices.clear();
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

/** The same under the ids that events have now; of two that an event found under two ids, for one hour, the first found. */
export async function presentBursts(store: Pick<Store, 'states' | 'events'>): Promise<KeptBurst[]> {
  const kept = await keptBursts(store);
  const ids = new Set(kept.flatMap(({ subject: { kind, ref } }) => (kind === 'event' ? [ref] : [])));
  const events = await store.events([...ids]);
  const present = new Map<string, KeptBurst>();
  for (const burst of kept) {
    const { kind, ref } = burst.subject;
    const now = kind === 'event' ? (events.get(ref)?.eventId ?? ref) : ref;
    const subject = { ...burst.subject, ref: now };
    const key = JSON.stringify([subject.kind, subject.ref, burst.at]);
    const known = present.get(key);
    if (known === undefined || toEpoch(burst.foundAt) < toEpoch(known.foundAt)) present.set(key, { ...burst, subject });
  }
  return [...present.values()];
}
