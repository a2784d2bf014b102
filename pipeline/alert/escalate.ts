import type { Alert } from '../model/alert.ts';
import { toShanghai } from '../model/calendar.ts';
import type { WorkingDays } from '../working-days/working-days.ts';
import { waitEnd } from './wait-end.ts';

export interface Escalated {
  alert: Alert;
  /** Roles to be told now. */
  receivers: readonly string[];
  /** Sentence for the log. */
  what: string;
}

/**
 * The next rung for an open alert whose waiting time is over. On the last rung the same people are told again:
 * an open alert always has a future deadline.
 */
export function escalate(alert: Alert, now: number, workingDays: WorkingDays): Escalated {
  const last = alert.steps.length - 1;
  const step = Math.min(alert.step + 1, last);
  const rung = alert.steps[step];
  if (rung === undefined) {
    throw new RangeError(`alert ${alert.alertId} is open but has no escalation steps`);
  }
  const repeated = step === alert.step;
  return {
    alert: {
      ...alert,
      step,
      nextDueAt: toShanghai(waitEnd(rung, now, workingDays).at),
      version: alert.version + 1,
    },
    receivers: rung.receivers,
    what: repeated
      ? `仍无人签收，再次通知第 ${step + 1} 级：${rung.receivers.join('、')}`
      : `超时未签收，上报第 ${step + 1} 级：${rung.receivers.join('、')}`,
  };
}
