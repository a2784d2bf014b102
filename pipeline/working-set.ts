import { candidateWindow } from './cluster/cluster.ts';
import type { Alert } from './model/alert.ts';
import type { AuditEntry } from './model/audit.ts';
import { dayOf, toEpoch } from './model/calendar.ts';
import type { Event, Membership } from './model/event.ts';
import type { Notice } from './model/notice.ts';
import type { AnalysedPost, Store, WriteUnit } from './store/store.ts';

/** At most so many events of a topic are looked at for one post; the latest ones. */
const CANDIDATES = 300;

/**
 * Events and alerts as they stand in the middle of a batch: what the store says, overlaid with what the batch has
 * changed so far. Written at the end as one unit, each row one version above what was read.
 */
export interface WorkingSet {
  eventOf(docId: string): Promise<Event | null>;
  candidates(topic: string, eventTime: string): Promise<readonly Event[]>;
  alertsOf(eventId: string): Promise<readonly Alert[]>;
  post(docId: string): Promise<AnalysedPost | null>;
  putEvent(event: Event): void;
  putAlert(alert: Alert): void;
  join(membership: Membership): void;
  add(more: { notices?: readonly Notice[]; audit?: readonly AuditEntry[] }): void;
  unit(): WriteUnit;
}

/** Rows changed in this batch, each with the version the store had (0 = not there). */
function createOverlay<T extends { version: number }>(idOf: (row: T) => string) {
  const stored = new Map<string, number>();
  const changed = new Map<string, T>();
  return {
    /** The row as this batch left it; remembers the store's version of one seen for the first time. */
    seen(row: T): T {
      const id = idOf(row);
      if (!stored.has(id)) stored.set(id, row.version);
      return changed.get(id) ?? row;
    },
    put(row: T): void {
      const id = idOf(row);
      changed.set(id, { ...row, version: (stored.get(id) ?? 0) + 1 });
    },
    get: (id: string) => changed.get(id),
    rows: () => [...changed.values()],
  };
}

export function createWorkingSet(store: Store, posts: ReadonlyMap<string, AnalysedPost>): WorkingSet {
  const events = createOverlay<Event>((event) => event.eventId);
  const alerts = createOverlay<Alert>((alert) => alert.alertId);
  const memberships = new Map<string, Membership>();
  const near = new Map<string, Promise<readonly Event[]>>();
  const notices: Notice[] = [];
  const audit: AuditEntry[] = [];

  function eventsNear(topic: string, eventTime: string): Promise<readonly Event[]> {
    const day = dayOf(toEpoch(eventTime));
    const key = `${topic} ${day}`;
    const known = near.get(key);
    if (known) return known;
    // One look-up serves the whole day: chooseEvent applies the exact window.
    const from = candidateWindow(`${day}T00:00:00+08:00`).from;
    const to = candidateWindow(`${day}T23:59:59+08:00`).to;
    const found = store.eventsNear(topic, from, to, CANDIDATES);
    near.set(key, found);
    return found;
  }

  return {
    async eventOf(docId) {
      const eventId = memberships.get(docId)?.eventId ?? (await store.eventOf(docId));
      if (eventId === null) return null;
      const changed = events.get(eventId);
      if (changed) return changed;
      const event = await store.event(eventId);
      return event && events.seen(event);
    },
    async candidates(topic, eventTime) {
      const found = (await eventsNear(topic, eventTime)).map((event) => events.seen(event));
      const ids = new Set(found.map((event) => event.eventId));
      return [...found, ...events.rows().filter((event) => event.topic === topic && !ids.has(event.eventId))];
    },
    async alertsOf(eventId) {
      const found = (await store.alertsOfEvent(eventId)).map((alert) => alerts.seen(alert));
      const ids = new Set(found.map((alert) => alert.alertId));
      return [...found, ...alerts.rows().filter((alert) => alert.eventId === eventId && !ids.has(alert.alertId))];
    },
    async post(docId) {
      return posts.get(docId) ?? (await store.posts([docId])).get(docId) ?? null;
    },
    putEvent: events.put,
    putAlert: alerts.put,
    join(membership) {
      memberships.set(membership.docId, membership);
    },
    add(more) {
      notices.push(...(more.notices ?? []));
      audit.push(...(more.audit ?? []));
    },
    unit: () => ({
      memberships: [...memberships.values()],
      events: events.rows(),
      notices,
      alerts: alerts.rows(),
      audit,
    }),
  };
}
