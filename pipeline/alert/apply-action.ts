import type { Action, ActionResult } from '../model/action.ts';
import { ALERT_STATES, type Alert } from '../model/alert.ts';
import type { AuditEntry } from '../model/audit.ts';
import { levelRank } from '../model/levels.ts';

export interface ActionWay {
  /** It follows from what was done to the case of the alert. */
  viaCase?: boolean;
}

export interface Applied {
  /** The alert after the action; null when nothing changes. */
  alert: Alert | null;
  result: ActionResult;
  audit: AuditEntry;
}

/**
 * What an action does to an alert; pure. An action that cannot be carried out is refused with a sentence for the
 * operator, and the refusal is on record too.
 */
export function applyAction(
  alert: Alert | null,
  action: Action,
  at: string,
  { viaCase = false }: ActionWay = {},
): Applied {
  const refusal = alert === null ? '没有这条预警，可能已被清除' : whyRefused(alert, action, viaCase);
  const changed = alert !== null && refusal === null ? change(alert, action, at) : null;
  return {
    alert: changed,
    result: {
      actionId: action.actionId,
      alertId: action.alertId,
      state: refusal === null ? 'applied' : 'refused',
      problem: refusal,
      at,
    },
    audit: {
      at,
      actor: action.by.account,
      action: refusal === null ? `alert.${action.kind}` : `alert.${action.kind}.refused`,
      object: action.alertId,
      detail: {
        actionId: action.actionId,
        eventId: alert?.eventId ?? null,
        name: action.by.name,
        role: action.by.role,
        department: action.by.department,
        from: alert?.state ?? null,
        to: changed?.state ?? alert?.state ?? null,
        reason: action.reason,
        problem: refusal,
      },
    },
  };
}

/** Closing from 橙 on takes two persons, whom the case sees to; null where an alert may be closed by itself. */
export function whyNotCloseAlone({ level }: Pick<Alert, 'level'>): string | null {
  return levelRank(level) >= levelRank('橙') ? '橙色及以上的预警随个案办结（须两人复核），请在个案上办理' : null;
}

function whyRefused(alert: Alert, action: Action, viaCase: boolean): string | null {
  if (action.expectedVersion !== null && action.expectedVersion !== alert.version) {
    const who = alert.acknowledgedBy !== null ? `（签收人：${alert.acknowledgedBy}）` : '';
    return `这条预警刚刚有了变化，现在是「${ALERT_STATES[alert.state]}」${who}，请刷新后再操作`;
  }
  if (action.kind === 'acknowledge' && alert.state !== 'open') {
    return `这条预警已是「${ALERT_STATES[alert.state]}」，不必再签收`;
  }
  if (action.kind === 'close' && alert.state === 'closed') return '这条预警已经办结';
  if (action.kind !== 'acknowledge' && (action.reason ?? '').trim() === '') return '请写明理由';
  return action.kind === 'close' && !viaCase ? whyNotCloseAlone(alert) : null;
}

function change(alert: Alert, action: Action, at: string): Alert | null {
  if (action.kind === 'comment') return null;
  const next = { ...alert, nextDueAt: null, version: alert.version + 1 };
  if (action.kind === 'acknowledge') {
    return { ...next, state: 'acknowledged', acknowledgedBy: action.by.name, acknowledgedAt: at };
  }
  return { ...next, state: 'closed', closedBy: action.by.name, closedAt: at, closeReason: action.reason };
}
