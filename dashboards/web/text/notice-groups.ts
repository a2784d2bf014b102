import type { AlertDetail } from '../../alert-contract.ts';

type Notice = AlertDetail['notices'][number];

export interface NoticeGroup {
  /** Of the first notice in it. */
  notice: Notice;
  receivers: readonly string[];
}

/** Notices of one moment that differ only in who got them, as one: ten receivers need not fill a page. Keeps the order. */
export function groupNotices(notices: readonly Notice[]): NoticeGroup[] {
  const groups = new Map<string, { notice: Notice; receivers: string[] }>();
  for (const notice of notices) {
    const { alertId, level, channel, reason, clock, state, problem, attempts, createdAt } = notice;
    const key = JSON.stringify([alertId, level, channel, reason, clock?.kind, state, problem, attempts, createdAt]);
    const group = groups.get(key);
    if (group) group.receivers.push(notice.receiver);
    else groups.set(key, { notice, receivers: [notice.receiver] });
  }
  return [...groups.values()];
}
