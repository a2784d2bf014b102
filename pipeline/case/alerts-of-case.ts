import { applyAction } from '../alert/apply-action.ts';
import type { Alert } from '../model/alert.ts';
import type { AuditEntry } from '../model/audit.ts';
import { CASE_ENDINGS, type Case } from '../model/case.ts';
import type { CaseAction, CaseActionKind } from '../model/case-action.ts';
import { CASE_RULES } from './case-rules.ts';
import { isSystem } from './standing.ts';

/** Doing one of these to a case is having seen and taken its alerts: nobody need be called out for them any more. */
const TAKES: ReadonlySet<CaseActionKind> = new Set([
  ...(['grade', 'accept', 'assign', 'draft', 'sign', 'publish', 'confirm-response', 'await-evaluation'] as const),
  ...(['evaluate', 'archive', 'false-alarm', 'confirm'] as const),
]);

/** What becomes of the alerts of a case after an action: taken with it, and closed with its end. Audit lines included. */
export function alertsAfter(
  made: Case,
  action: CaseAction,
  alerts: readonly Alert[],
): { alerts: Alert[]; audit: AuditEntry[] } {
  const ends = made.state === 'archived' && made.ending !== null && made.ending !== 'merged';
  if (isSystem(action.by) || !TAKES.has(action.kind)) return { alerts: [], audit: [] };
  const { actionId, by } = action;
  const at = made.updatedAt;
  const kind = ends ? 'close' : 'acknowledge';
  const word = made.ending === null ? '' : CASE_ENDINGS[made.ending];
  const reason = ends ? `个案归档：${word}` : `办理个案：${CASE_RULES[action.kind].name}`;
  const applied = alerts
    .filter(({ state }) => state === 'open' || (ends && state === 'acknowledged'))
    .map((alert) =>
      applyAction(alert, { actionId, kind, alertId: alert.alertId, by, at, reason, expectedVersion: null }, at, {
        viaCase: true,
      }),
    );
  return {
    alerts: applied.flatMap(({ alert }) => alert ?? []),
    audit: applied.map(({ audit }) => audit),
  };
}
