import type { Mutes } from '../alert/mute.ts';
import type { Alert } from '../model/alert.ts';
import type { Notice } from '../model/notice.ts';

export interface Moot {
  code: 'acknowledged' | 'superseded' | 'closed' | 'silenced' | 'inhibited';
  detail: string;
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
