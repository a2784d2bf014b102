import { z } from 'zod';
import type { AuditRow } from '../../pipeline/model/audit.ts';
import { type AccountHistory, accountRole, ROLES } from '../account-contract.ts';
import type { Account } from './accounts.ts';
import { AUDIT_WORDS } from './audit.ts';

const WORDS = {
  'account.created': AUDIT_WORDS['account.created'],
  'account.changed': AUDIT_WORDS['account.changed'],
  'password.changed': '修改了自己的密码',
} as const;
export const ACCOUNT_ACTIONS: ReadonlySet<string> = new Set(Object.keys(WORDS));

const fields = z.object({
  name: z.string().optional(),
  role: accountRole.optional(),
  department: z.string().optional(),
  post: z.string().nullable().optional(),
  enabled: z.boolean().optional(),
});
type Fields = z.infer<typeof fields>;
/** Lines written by earlier versions have what was given at the top, and no `before`. */
const lineDetail = fields.extend({
  given: fields.optional(),
  before: fields.default({}),
  passwordReset: z.boolean().optional(),
  resetPassword: z.boolean().optional(),
});

/** A line of the audit log about an account, in words. `accounts` give the names of those who acted. */
export function historyLine(row: AuditRow, accounts: readonly Account[]): AccountHistory['items'][number] {
  const actor = accounts.find(({ account }) => account === row.actor);
  const what = Object.entries(WORDS).find(([action]) => action === row.action)?.[1] ?? row.action;
  const { data } = lineDetail.safeParse(row.detail);
  return {
    ...{ seq: row.seq, at: row.at, what },
    by: actor === undefined ? row.actor : `${actor.name}（${actor.account}）`,
    details: data === undefined ? [] : detailsOf(data),
  };
}

function detailsOf({ given, before, passwordReset, resetPassword, ...earlierForm }: z.infer<typeof lineDetail>) {
  const then = wordsOf(before);
  const changes = Object.entries(wordsOf(given ?? earlierForm)).map(([field, now]) => {
    const earlier = then[field];
    return earlier === undefined ? `${field}：${now}` : `${field}：${earlier} → ${now}`;
  });
  return passwordReset || resetPassword ? [...changes, '密码：由系统重新生成'] : changes;
}

function wordsOf({ name, role, department, post, enabled }: Fields): Record<string, string> {
  return {
    ...(name === undefined ? {} : { 姓名: name }),
    ...(role === undefined ? {} : { 角色: ROLES[role] }),
    ...(department === undefined ? {} : { 科室: department }),
    ...(post === undefined ? {} : { 岗位: post ?? '不区分' }),
    ...(enabled === undefined ? {} : { 状态: enabled ? '启用' : '停用' }),
  };
}
