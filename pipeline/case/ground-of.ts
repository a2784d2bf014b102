import type { EscalationSpec } from '../../rules/schema.ts';
import type { Alert } from '../model/alert.ts';
import type { CaseGround } from '../model/case-action.ts';
import type { WorkingDays } from '../working-days/working-days.ts';
import { handlingOf } from './handling.ts';
import { gradeCallsOf, withCalls } from './plan-calls.ts';

export interface GroundDeps {
  escalation: Pick<EscalationSpec, 'policies' | 'calls' | 'decided'>;
  workingDays: WorkingDays;
}

/** What an alert brings to its case. All limits and calls are worked out here, so that the case depends on its actions alone. */
export function groundOf(alert: Alert, { escalation, workingDays }: GroundDeps): CaseGround {
  const { eventId, alertId, title, topic, level, route } = alert;
  // Acknowledging is the alert's own clock; the case has those of the response.
  const clocks = alert.deadlines.filter(({ kind }) => kind !== 'acknowledge');
  return {
    ...{ eventId, alertId, title, topic, level, lead: route.lead, co: [...route.co] },
    deadlines: clocks.map((one) => withCalls(one, level, escalation.calls, workingDays)),
    handling: handlingOf(alert, escalation, workingDays),
    gradeCalls: gradeCallsOf(escalation.calls),
  };
}
