import { whyNotCloseAlone } from '../../pipeline/alert/apply-action.ts';
import type { Action } from '../../pipeline/model/action.ts';
import { ALERT_STATES, type Alert } from '../../pipeline/model/alert.ts';
import { type AccountRole, PERMISSIONS, type Permission, permission } from '../account-contract.ts';
import type { OfferedAction } from '../alert-contract.ts';
import type { Account } from './accounts.ts';

/** Who may do what; the one table of rights. Reading needs no right beyond an account. */
const RIGHTS: Readonly<Record<AccountRole, readonly Permission[]>> = {
  duty: ['acknowledge', 'close', 'comment', 'take-evidence', 'arrange-events', 'silence', 'feedback'],
  liaison: ['acknowledge', 'comment', 'feedback'],
  analyst: ['comment', 'feedback', 'draft-rules', 'approve-rules'],
  leader: [
    'acknowledge',
    'close',
    'comment',
    'take-evidence',
    'arrange-events',
    'silence',
    'feedback',
    'approve-rules',
    'unmask',
  ],
  office: ['acknowledge', 'close', 'comment', 'take-evidence', 'arrange-events', 'silence', 'feedback'],
  admin: permission.options,
};

/** Roles that act only where their department leads or assists. */
const OWN_DEPARTMENT_ONLY: ReadonlySet<AccountRole> = new Set(['liaison']);

/** Roles that may read the notices of everybody. */
const SEES_ALL_NOTICES: ReadonlySet<AccountRole> = new Set(['duty', 'leader', 'office', 'admin']);

export function permissionsOf(role: AccountRole): readonly Permission[] {
  return RIGHTS[role];
}

export function may(role: AccountRole, wanted: Permission): boolean {
  return RIGHTS[role].includes(wanted);
}

export function seesAllNotices(role: AccountRole): boolean {
  return SEES_ALL_NOTICES.has(role);
}

/** Null when the account has the right to do this to the alert, otherwise why not. Says nothing of the alert's state. */
export function whyNotAllowed(account: Account, kind: Action['kind'], alert: Alert): string | null {
  if (!may(account.role, kind)) return `您的角色没有“${PERMISSIONS[kind]}”的权限`;
  const concerned = alert.route.lead === account.department || alert.route.co.includes(account.department);
  if (OWN_DEPARTMENT_ONLY.has(account.role) && !concerned) {
    return `联络员只能处理本科室牵头或协办的预警，这条由${alert.route.lead}牵头`;
  }
  return null;
}

const FITTING_STATES: Readonly<Record<Action['kind'], readonly Alert['state'][]>> = {
  acknowledge: ['open'],
  close: ['open', 'acknowledged'],
  comment: ['open', 'acknowledged', 'closed'],
};

/** Every action with whether the account may take it now, and why not. */
export function offeredActions(account: Account, alert: Alert): OfferedAction[] {
  return ACTION_KINDS.map((kind) => {
    const unfit = FITTING_STATES[kind].includes(alert.state)
      ? null
      : `预警${ALERT_STATES[alert.state]}，不能再${ACTION_WORDS[kind]}`;
    const alone = kind === 'close' ? whyNotCloseAlone(alert) : null;
    const why = whyNotAllowed(account, kind, alert) ?? unfit ?? alone;
    return { kind, name: ACTION_WORDS[kind], allowed: why === null, why, needsReason: kind !== 'acknowledge' };
  });
}

export const ACTION_KINDS = ['acknowledge', 'close', 'comment'] as const satisfies readonly Action['kind'][];
export const ACTION_WORDS = { acknowledge: '签收', close: '办结', comment: '批注' } as const satisfies Record<
  Action['kind'],
  string
>;
