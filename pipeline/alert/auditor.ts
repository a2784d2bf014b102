import { toShanghai } from '../model/calendar.ts';
import type { Store } from '../store/store.ts';

const MINUTE_MS = 60_000;
/** A sweep comes every second; whoever waits longer than this waits for nobody. */
const GRACE_MS = 5 * MINUTE_MS;
/** The longest wait of a rung is over a long holiday; further away only a clock that jumped sets a deadline. */
const FURTHEST_MS = 31 * 24 * 60 * MINUTE_MS;
const MOST_NAMED = 20;

export interface Stalled {
  alertId: string;
  /** Null = it has no deadline. */
  nextDueAt: string | null;
}

export interface LivenessReport {
  at: string;
  /** Alerts that nobody has acknowledged. */
  open: number;
  /** How many of them nobody would ever be told of again, or not in time. */
  stalled: number;
  /** The first of them, each in a sentence. */
  problems: readonly string[];
}

/**
 * Proves over all open alerts that each has a deadline which the sweep will come to: there is one, it did not pass minutes
 * ago without a step, and it is no further away than any policy can set. Looks at rows, not at documents, so that a row
 * which cannot be read is found as well.
 */
export async function auditLiveness(store: Pick<Store, 'stalledAlerts'>, now: number): Promise<LivenessReport> {
  const { open, stalled, first } = await store.stalledAlerts({
    before: toShanghai(now - GRACE_MS),
    after: toShanghai(now + FURTHEST_MS),
    limit: MOST_NAMED,
  });
  return { at: toShanghai(now), open, stalled, problems: first.map((one) => sentence(one, now)) };
}

function sentence({ alertId, nextDueAt }: Stalled, now: number): string {
  if (nextDueAt === null) return `预警 ${alertId} 待签收却没有下一个时限，不会再上报：请在预警页签收或办结`;
  const when = nextDueAt.slice(0, 16).replace('T', ' ');
  if (Date.parse(nextDueAt) > now)
    return `预警 ${alertId} 的下一个时限是 ${when}，远得不合理：请检查系统时钟是否被改过`;
  const minutes = Math.floor((now - Date.parse(nextDueAt)) / MINUTE_MS);
  return `预警 ${alertId} 的时限 ${when} 已过 ${minutes} 分钟还没有上报：系统没有在运行，或这条记录已损坏`;
}

/** The whole in one sentence for people. */
export function livenessWords({ open, stalled, problems }: LivenessReport): string {
  if (stalled === 0) return `${open} 条待签收的预警都有未来的时限`;
  return `${open} 条待签收的预警中有 ${stalled} 条失去时限：${problems.slice(0, 3).join('；')}`;
}
