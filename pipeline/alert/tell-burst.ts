import type { EscalationSpec } from '../../rules/schema.ts';
import type { Alert } from '../model/alert.ts';
import { burstWords, type KeptBurst } from '../model/burst.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { Event } from '../model/event.ts';
import type { Notice } from '../model/notice.ts';
import { composeNotices } from '../notify/compose.ts';
import type { WriteUnit } from '../store/store.ts';

const HOUR_MS = 3_600_000;
/** A burst that is found later, as posts were imported or came late, is on record and no news. */
const NEWS_MS = 2 * HOUR_MS;
const MINUTE_MS = 60_000;

/**
 * What tells people that an event with an open alert bursts; null where nobody is to be told: no longer news, taken up
 * already, muted, or told of this alert a moment ago (`grouping.interval` of escalation.yaml). It counts as telling of
 * growth, so that the same posts are not told twice.
 */
export function tellBurst(
  burst: KeptBurst,
  { alert, event }: { alert: Alert; event: Pick<Event, 'postCount'> },
  { escalation, channels, now }: { escalation: EscalationSpec; channels: readonly Notice['channel'][]; now: number },
): Pick<WriteUnit, 'alerts' | 'notices' | 'audit'> | null {
  if (alert.state !== 'open' || alert.muted !== null) return null;
  if (now - toEpoch(burst.at) >= HOUR_MS + NEWS_MS) return null;
  const pause = (escalation.grouping?.interval[alert.level] ?? 0) * MINUTE_MS;
  if (now - toEpoch(alert.toldAt ?? alert.detectedAt) < pause) return null;
  const at = toShanghai(now);
  const postsTold = Math.max(alert.postsTold, event.postCount);
  const told = { ...alert, postsTold, toldAt: at, version: alert.version + 1 };
  const receivers = alert.steps[alert.step]?.receivers ?? [];
  const what = burstWords(burst);
  // The hour is part of the id: one burst is told once, however often it is found.
  const order = { alert: told, receivers, channels, reason: 'burst', round: toEpoch(burst.at) / HOUR_MS, at } as const;
  return {
    alerts: [told],
    notices: composeNotices(order).map((notice) => ({ ...notice, body: `突增：${what}\n${notice.body}` })),
    audit: [
      {
        ...{ at, actor: 'system', action: 'alert.burst', object: alert.alertId },
        detail: { eventId: alert.eventId, step: alert.step, receivers, what },
      },
    ],
  };
}
