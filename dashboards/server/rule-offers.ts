import { DRAFT_STATES, type Draft } from '../../pipeline/model/draft.ts';
import { PERMISSIONS, type Permission } from '../account-contract.ts';
import type { DraftDetail, Offered } from '../rulebook-contract.ts';
import type { Account } from './accounts.ts';
import { may } from './permissions.ts';

/** Whether the account's role has the right, and if not, why. */
export function offer({ role }: Pick<Account, 'role'>, permission: Permission): Offered {
  const allowed = may(role, permission);
  return { allowed, why: allowed ? null : `您的角色没有“${PERMISSIONS[permission]}”的权限` };
}

/** What the account may do with the draft as it stands. The rulebook checks the same again when it is done. */
export function draftOffers(account: Pick<Account, 'account' | 'role'>, draft: Draft): DraftDetail['may'] {
  const own = draft.author === account.account;
  const step = (
    permission: Permission,
    states: readonly Draft['state'][],
    whose: 'own' | 'other',
    whoseWhy: string,
  ) => {
    const right = offer(account, permission);
    if (!right.allowed) return right;
    if (!states.includes(draft.state)) return { allowed: false, why: `这份草稿${DRAFT_STATES[draft.state]}` };
    return own === (whose === 'own') ? right : { allowed: false, why: whoseWhy };
  };
  const mine = '只能改动自己的草稿';
  return {
    edit: step('draft-rules', ['draft', 'rejected'], 'own', mine),
    propose: step('draft-rules', ['draft', 'rejected'], 'own', mine),
    withdraw: step('draft-rules', ['draft', 'proposed', 'rejected'], 'own', mine),
    decide: step('approve-rules', ['proposed'], 'other', '草稿须由另一人审批'),
  };
}
