import type { EscalationStep } from '../model/alert.ts';
import { notPublished } from '../working-days/statutory-clock.ts';
import { atTimeOf, type WorkingDays, workingDayAfter } from '../working-days/working-days.ts';

const MINUTE_MS = 60_000;

export interface WaitEnd {
  /** Epoch milliseconds. */
  at: number;
  /** Version of the working days that gave it; null for minutes. */
  calendar: string | null;
  /** Why minutes stand in for the next working day; null when all is as the policy says. */
  problem: string | null;
}

/** When the wait of a rung that is told now is over. An alert is never left without an end: minutes always have one. */
export function waitEnd(step: EscalationStep, now: number, days: WorkingDays): WaitEnd {
  const minutes = now + step.waitMinutes * MINUTE_MS;
  if (step.nextWorkingDay === null) return { at: minutes, calendar: null, problem: null };
  const next = workingDayAfter(days, now, 1);
  if ('unknown' in next) return { at: minutes, calendar: days.version, problem: notPublished(next.unknown) };
  const [hour = 0, minute = 0] = step.nextWorkingDay.split(':').map(Number);
  return { at: atTimeOf(next.day, { hour, minute }), calendar: days.version, problem: null };
}
