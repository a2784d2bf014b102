import type { RuleSet } from '../rules/rule-set.ts';
import { type Mutes, readMutes } from './alert/mute.ts';
import type { Alert } from './model/alert.ts';
import type { AuditEntry } from './model/audit.ts';
import { toEpoch } from './model/calendar.ts';
import type { Copy, Event, Membership } from './model/event.ts';
import type { Notice } from './model/notice.ts';
import { createReadAhead } from './read-ahead.ts';
import type { AnalysedPost, Store, WriteUnit } from './store/store.ts';

/**
 * Events and alerts as they stand in the middle of a batch: what the store says, overlaid with what the batch has
 * changed so far. Written at the end as one unit, each row one version above what was read.
 */
export interface WorkingSet {
  /** With the present event. */
  membership(docId: string): Promise<Membership | null>;
  /** Oldest first. */
  members(eventId: string): Promise<readonly Membership[]>;
  /** The event of that id, or the one that its members went to. */
  event(eventId: string): Promise<Event | null>;
  alertsOf(eventId: string): Promise<readonly Alert[]>;
  post(docId: string): Promise<AnalysedPost | null>;
  copy(docId: string): Promise<Copy | null>;
  /** Of a stored post, by docId; as the store had them. */
  copiesOf(original: string): Promise<readonly Copy[]>;
  /** Reads at a few strokes what will be asked for one by one. */
  expect(wanted: Partial<Expected>): Promise<void>;
  putEvent(event: Event): void;
  /** All members of one event go to the other; its id leads there from now on. */
  merge(from: string, into: string): void;
  /** Whether this batch has written the event. */
  hasChanged(eventId: string): boolean;
  /** What silences and inhibits, read once for the batch, with the alerts of the batch. */
  mutes(deps: { rules: () => Pick<RuleSet, 'escalation'> }, now: number): Promise<Mutes>;
  putAlert(alert: Alert): void;
  join(membership: Membership): void;
  depart(docId: string): void;
  add(more: { notices?: readonly Notice[]; audit?: readonly AuditEntry[] }): void;
  unit(): Promise<WriteUnit>;
}

export interface Expected {
  /** Whose memberships, and the events they belong to, will be asked for. */
  members: readonly string[];
  /** Events, stored or not, whose alerts will be asked for beside those of the members. */
  events: readonly string[];
  posts: readonly string[];
  /** Stored posts whose copies will be asked for. */
  originals: readonly string[];
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
    drop: (id: string) => changed.delete(id),
    storedVersion: (id: string) => stored.get(id) ?? 0,
    rows: () => [...changed.values()],
  };
}

export function createWorkingSet(store: Store, known: ReadonlyMap<string, AnalysedPost> = new Map()): WorkingSet {
  const events = createOverlay<Event>((event) => event.eventId);
  const alerts = createOverlay<Alert>((alert) => alert.alertId);
  const stored = {
    posts: createReadAhead(store.posts, known),
    copies: createReadAhead(store.copies),
    copiesOf: createReadAhead(store.copiesOf),
    memberships: createReadAhead(store.memberships),
    events: createReadAhead(store.events),
    alerts: createReadAhead(store.alertsOfEvents),
  };
  /** As this batch has left them. */
  const memberships = new Map<string, Membership | null>();
  const joined = new Set<string>();
  const departed = new Set<string>();
  const moved = createMoves();
  const notices: Notice[] = [];
  const audit: AuditEntry[] = [];
  let standing: Mutes | null = null;

  const present = (membership: Membership): Membership => ({ ...membership, eventId: moved.last(membership.eventId) });

  async function membership(docId: string): Promise<Membership | null> {
    const changed = memberships.get(docId);
    const found = changed === undefined ? await stored.memberships.get(docId) : changed;
    return found === null ? null : present(found);
  }

  async function eventOf(eventId: string): Promise<Event | null> {
    const id = moved.last(eventId);
    const changed = events.get(id);
    if (changed !== undefined) return changed;
    const event = await stored.events.get(id);
    return event && events.seen(event);
  }

  /** Without ids that were given and taken back within the batch: nobody has seen them. */
  async function toBeTold(moves: readonly [string, string][]): Promise<NonNullable<WriteUnit['merged']>> {
    const named = new Set(alerts.rows().map(({ eventId }) => eventId));
    const all = moves.map(([from, into]) => ({ from, into, version: events.storedVersion(from) }));
    const isOwn = ({ from, version }: { from: string; version: number }) => version === 0 && !named.has(from);
    await stored.events.expect(all.filter(isOwn).map(({ from }) => from));
    const known = await Promise.all(
      all.map(async (one) => !isOwn(one) || (await stored.events.get(one.from)) !== null),
    );
    return all.filter((_, i) => known[i]);
  }

  return {
    membership,
    event: eventOf,
    async members(eventId) {
      const id = moved.last(eventId);
      const all = new Map<string, Membership>();
      for (const one of [id, ...moved.into(id)]) {
        for (const member of await store.membersOf(one)) all.set(member.docId, memberships.get(member.docId) ?? member);
      }
      for (const docId of joined) {
        const own = memberships.get(docId);
        if (own) all.set(docId, own);
      }
      return [...all.values()]
        .filter(({ docId }) => !departed.has(docId))
        .map(present)
        .filter((member) => member.eventId === id)
        .sort((a, b) => toEpoch(a.at) - toEpoch(b.at) || (a.docId < b.docId ? -1 : 1));
    },
    async alertsOf(eventId) {
      const id = moved.last(eventId);
      const ids = new Set([id, ...moved.into(id)]);
      const found = new Map<string, Alert>();
      for (const one of ids) {
        for (const alert of (await stored.alerts.get(one)) ?? []) found.set(alert.alertId, alerts.seen(alert));
      }
      for (const alert of alerts.rows()) if (ids.has(alert.eventId)) found.set(alert.alertId, alert);
      return [...found.values()];
    },
    post: stored.posts.get,
    copy: stored.copies.get,
    copiesOf: async (original) => (await stored.copiesOf.get(original)) ?? [],
    async expect({ members = [], events: wanted = [], posts = [], originals = [] }) {
      await Promise.all([
        stored.memberships.expect(members),
        stored.posts.expect(posts),
        stored.copiesOf.expect(originals),
      ]);
      const own = await Promise.all(members.map((docId) => membership(docId)));
      const ids = own.flatMap((one) => (one === null ? [] : [one.eventId]));
      await Promise.all([stored.events.expect(ids), stored.alerts.expect([...ids, ...wanted])]);
      const found = await Promise.all(ids.map((id) => stored.events.get(id)));
      await stored.posts.expect(
        found.flatMap((one) => (one === null ? [] : [one.gravestDocId, one.titleDocId, one.placeDocId])),
      );
    },
    putEvent(event) {
      moved.revive(event.eventId);
      events.put(event);
    },
    merge(from, into) {
      if (events.get(from) === undefined && events.storedVersion(from) === 0) return;
      events.drop(from);
      moved.add(from, into);
    },
    hasChanged: (eventId) => events.get(moved.last(eventId)) !== undefined,
    async mutes({ rules }, now) {
      const inhibit = rules().escalation.inhibit;
      standing ??= await readMutes({ store, inhibit, now });
      const read = standing;
      const changed = alerts.rows();
      return (alert) => read(alert, changed);
    },
    putAlert: alerts.put,
    join(membership) {
      memberships.set(membership.docId, membership);
      joined.add(membership.docId);
      departed.delete(membership.docId);
    },
    depart(docId) {
      memberships.set(docId, null);
      joined.delete(docId);
      departed.add(docId);
    },
    add(more) {
      notices.push(...(more.notices ?? []));
      audit.push(...(more.audit ?? []));
    },
    unit: async () => ({
      merged: await toBeTold(moved.all()),
      memberships: [...joined].flatMap((docId) => {
        const own = memberships.get(docId);
        return own ? [present(own)] : [];
      }),
      departed: [...departed],
      events: events.rows(),
      notices,
      alerts: alerts.rows(),
      audit,
    }),
  };
}

/** Which events became part of which in this batch. */
function createMoves() {
  /** Each id with where it leads in the end. */
  const into = new Map<string, string>();
  /** Ids that lead to an event. */
  const behind = new Map<string, Set<string>>();
  function revive(eventId: string): void {
    const target = into.get(eventId);
    if (target === undefined) return;
    behind.get(target)?.delete(eventId);
    into.delete(eventId);
  }
  return {
    last: (eventId: string) => into.get(eventId) ?? eventId,
    add(from: string, target: string): void {
      if (from === target) return;
      revive(target);
      const followers = behind.get(target) ?? new Set<string>();
      behind.set(target, followers);
      for (const one of [from, ...(behind.get(from) ?? [])]) {
        into.set(one, target);
        followers.add(one);
      }
      behind.delete(from);
    },
    /** The id stands for itself again. */
    revive,
    into: (eventId: string) => [...(behind.get(eventId) ?? [])],
    all: () => [...into],
  };
}
