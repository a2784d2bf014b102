import type { EscalationSpec } from '../../rules/schema.ts';
import type { Alert } from '../model/alert.ts';
import { toEpoch } from '../model/calendar.ts';
import { levelRank, WARNING_LEVELS } from '../model/levels.ts';
import { SILENCES, type Silence, silence } from '../model/silence.ts';
import type { Store } from '../store/store.ts';

export interface Muted {
  code: 'silenced' | 'inhibited';
  /** A sentence for people. */
  detail: string;
  /** When it is over at the latest; null where that depends on another alert. Epoch milliseconds. */
  until: number | null;
}

/**
 * Why nobody is to be told of an alert now; null when people are. `changed` are alerts as they stand since the mutes were
 * read, and those raised since.
 */
export type Mutes = (alert: Alert, changed?: readonly Alert[]) => Muted | null;

export interface MuteDeps {
  store: Pick<Store, 'states' | 'standingAlerts'>;
  inhibit: EscalationSpec['inhibit'];
  /** Epoch milliseconds. */
  now: number;
}

/** What silences and inhibits now, read once. */
export async function readMutes({ store, inhibit, now }: MuteDeps): Promise<Mutes> {
  const rows = [...(await store.states(SILENCES)).values()].map(({ value }) => silence.parse(value));
  const silences = rows.filter((one) => one.state === 'in-force' && toEpoch(one.until) > now);
  const levels = WARNING_LEVELS.filter((level) => inhibit.some(({ source }) => source.level.includes(level)));
  const sources = levels.length === 0 ? [] : await store.standingAlerts(levels);
  return (alert, changed = []) =>
    silencedBy(alert, silences) ??
    inhibitedBy(alert, changed.length === 0 ? sources : standing(sources, changed), inhibit);
}

/** In the order that the store gives them in, so that it does not show which of them are stored already. */
function standing(read: readonly Alert[], changed: readonly Alert[]): Alert[] {
  const all = new Map([...read, ...changed].map((alert) => [alert.alertId, alert]));
  return [...all.values()].sort(
    (a, b) => toEpoch(b.detectedAt) - toEpoch(a.detectedAt) || (a.alertId < b.alertId ? -1 : 1),
  );
}

function silencedBy(alert: Alert, silences: readonly Silence[]): Muted | null {
  const found = silences
    .filter((one) => matches(one, alert) && levelRank(alert.level) <= levelRank(one.upTo))
    // Of several that overlap the last one to end says how long nobody is told.
    .reduce<Silence | null>((last, one) => (last === null || ends(one) > ends(last) ? one : last), null);
  if (found === null) return null;
  const who = found.approvedBy === null ? found.by.name : `${found.by.name}提出、${found.approvedBy.name}同意`;
  const until = found.until.slice(0, 16).replace('T', ' ');
  return { code: 'silenced', detail: `${who}，静默到 ${until}：${found.reason}`, until: toEpoch(found.until) };
}

function ends({ until }: Silence): number {
  return toEpoch(until);
}

function matches({ match }: Silence, { eventId, topic, places }: Alert): boolean {
  const has = { eventId, topic, district: places.district, estate: places.estate };
  return (['eventId', 'topic', 'district', 'estate'] as const).every(
    (key) => match[key] === undefined || match[key] === has[key],
  );
}

const LABELS = {
  event: (alert: Alert) => alert.eventId,
  topic: (alert: Alert) => alert.topic,
  district: (alert: Alert) => alert.places.district,
  estate: (alert: Alert) => alert.places.estate,
} as const;

/** By which of the alerts it is inhibited. A label that one of the two lacks is not "the same". */
function inhibitedBy(alert: Alert, sources: readonly Alert[], rules: EscalationSpec['inhibit']): Muted | null {
  for (const { name, source, target, equal } of rules) {
    if (!target.level.includes(alert.level)) continue;
    const found = sources.find(
      (one) =>
        one.alertId !== alert.alertId &&
        one.state !== 'closed' &&
        source.level.includes(one.level) &&
        equal.every((label) => LABELS[label](one) !== null && LABELS[label](one) === LABELS[label](alert)),
    );
    if (found === undefined) continue;
    return { code: 'inhibited', detail: `${name}：【${found.level}】${found.title}`, until: null };
  }
  return null;
}
