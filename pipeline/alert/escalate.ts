import type { Alert, EscalationStep } from '../model/alert.ts';
import { toShanghai } from '../model/calendar.ts';
import type { NoticeReason } from '../model/notice.ts';
import type { WorkingDays } from '../working-days/working-days.ts';
import type { Muted } from './mute.ts';
import { waitEnd } from './wait-end.ts';

export interface Escalated {
  alert: Alert;
  /** Roles to be told now; empty while the alert is muted. */
  receivers: readonly string[];
  reason: NoticeReason;
  /** Sentence for the log; null where it would say again what it has said. */
  what: string | null;
}

export interface EscalateContext {
  /** Epoch milliseconds. */
  now: number;
  workingDays: WorkingDays;
  muted: Muted | null;
  /** Posts that the event has now. */
  posts: number;
}

/**
 * What becomes of an open alert whose waiting time is over: the next rung is told, after the last one the one it leads
 * back to. A muted alert does not climb; it is looked at again when the wait of its rung or the silence is over, and then
 * the same rung is told first. However it goes, the alert has a deadline in the future.
 */
export function escalate(alert: Alert, { now, workingDays, muted, posts }: EscalateContext): Escalated {
  if (muted !== null) return { ...mute(alert, muted, now, workingDays), receivers: [], reason: 'escalated' };
  const step = alert.muted === null ? stepAfter(alert) : alert.step;
  const rung = rungOf(alert, step);
  const told = { step, nextDueAt: toShanghai(waitEnd(rung, now, workingDays).at), muted: null };
  const next = { ...alert, ...told, postsTold: posts, toldAt: toShanghai(now), version: alert.version + 1 };
  const who = `第 ${step + 1} 级：${rung.receivers.join('、')}`;
  if (alert.muted !== null) {
    return { alert: next, receivers: rung.receivers, reason: 'mute-over', what: `不再静默，通知${who}` };
  }
  const what = step > alert.step ? `超时未签收，上报${who}` : `仍无人签收，再次通知${who}`;
  return { alert: next, receivers: rung.receivers, reason: 'escalated', what };
}

/**
 * What mutes an alert may end at any time: a silence is lifted, the graver alert is closed. A step may last over a holiday,
 * so a muted alert is looked at far more often than its step asks for.
 */
const LOOK_AGAIN_MS = 15 * 60_000;

/** The alert while nobody is told of it. */
export function mute(alert: Alert, { code, detail, until }: Muted, now: number, workingDays: WorkingDays) {
  const wait = waitEnd(rungOf(alert, alert.step), now, workingDays).at;
  const nextDueAt = toShanghai(Math.min(wait, until ?? wait, now + LOOK_AGAIN_MS));
  const muted = { code, detail, at: alert.muted?.at ?? toShanghai(now) };
  const isNews = alert.muted?.code !== code || alert.muted.detail !== detail;
  return {
    alert: { ...alert, nextDueAt, muted, version: alert.version + 1 },
    what: isNews ? `暂不通知，也不上报：${detail}` : null,
  };
}

function stepAfter({ steps, step }: Alert): number {
  const back = steps[step]?.repeatFrom ?? null;
  return back === null ? Math.min(step + 1, steps.length - 1) : Math.min(back - 1, steps.length - 1);
}

function rungOf(alert: Alert, step: number): EscalationStep {
  const rung = alert.steps[step];
  if (rung === undefined) throw new RangeError(`alert ${alert.alertId} is open but has no escalation step ${step + 1}`);
  return rung;
}
