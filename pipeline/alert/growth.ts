import type { EscalationSpec } from '../../rules/schema.ts';
import type { Alert } from '../model/alert.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { Event } from '../model/event.ts';

const MINUTE_MS = 60_000;

/**
 * The alert after its event has grown so much that people are to be told again; null when they are not: too little
 * growth, too soon after the last notice, muted, or not open any more.
 */
export function growthOf(
  alert: Alert,
  { postCount }: Pick<Event, 'postCount'>,
  { grouping }: Pick<EscalationSpec, 'grouping'>,
  now: number,
): Alert | null {
  if (grouping === undefined || alert.state !== 'open' || alert.muted !== null) return null;
  if (postCount < alert.postsTold * grouping.growth) return null;
  const pause = (grouping.interval[alert.level] ?? 0) * MINUTE_MS;
  if (now - toEpoch(alert.toldAt ?? alert.detectedAt) < pause) return null;
  return { ...alert, postsTold: postCount, toldAt: toShanghai(now), version: alert.version + 1 };
}
