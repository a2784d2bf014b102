import type { Mutes } from '../alert/mute.ts';
import { runningClocks } from '../case/grading.ts';
import type { Alert } from '../model/alert.ts';
import { CASE_SUBJECT, type Notice } from '../model/notice.ts';
import type { Store } from '../store/store.ts';

export interface Moot {
  code: 'acknowledged' | 'superseded' | 'closed' | 'silenced' | 'inhibited' | 'answered' | 'limit-changed';
  detail: string;
}

/** Why a notice need not be sent any more; null when it must. Looks at the case of one that calls for a clock. */
export async function whyNotSend(
  notice: Notice,
  { alert, mutes, store }: { alert: Alert | null; mutes: Mutes; store: Pick<Store, 'case'> },
): Promise<Moot | null> {
  const { clock, alertId } = notice;
  if (clock === undefined) return whyMoot(notice, alert, mutes);
  const subject = await store.case(alertId.slice(CASE_SUBJECT.length));
  if (subject === null) return null;
  const running = runningClocks(subject).filter(({ kind }) => kind === clock.kind);
  if (running.some(({ dueAt }) => dueAt === clock.dueAt)) return null;
  const row = subject.deadlines.findLast(({ kind, dueAt }) => kind === clock.kind && dueAt === clock.dueAt);
  const detail = row?.ended?.why ?? '时限已不在案中';
  return { code: running.length > 0 ? 'limit-changed' : 'answered', detail };
}

/** Why a notice that asks for acknowledgement need not be sent any more; null when it must. */
export function whyMoot(notice: Notice, alert: Alert | null, mutes: Mutes = () => null): Moot | null {
  if (alert === null || notice.reason === 'acknowledged' || notice.reason === 'channel-fault') return null;
  if (alert.state === 'open') return mutes(alert);
  if (alert.state === 'acknowledged') {
    const when = alert.acknowledgedAt?.slice(0, 16).replace('T', ' ') ?? '';
    return { code: 'acknowledged', detail: `${alert.acknowledgedBy ?? ''} 已于 ${when} 签收` };
  }
  // The system closes an alert that was noticed only when a graver one takes its place.
  return { code: alert.closedBy === 'system' ? 'superseded' : 'closed', detail: alert.closeReason ?? '已办结' };
}
