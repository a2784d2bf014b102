import { z } from 'zod';
import { instant, toShanghai } from '../../pipeline/model/calendar.ts';
import { SYSTEM_RECEIVER } from '../../pipeline/model/notice.ts';
import type { StateRow, Store } from '../../pipeline/store/store.ts';
import type { RoutingSpec } from '../../rules/schema.ts';
import { type AccountChange, type AccountRequest, type AccountView, accountRole, ROLES } from '../account-contract.ts';
import { ApiProblem } from './api-problem.ts';
import { checkPassword, hashPassword, NOBODY, randomPassword } from './password.ts';

const KIND = 'account';
const SALT_BYTES = 16;

/** State row of kind `account`; its id is the account in small letters. */
export const account = z.object({
  account: z.string(),
  name: z.string(),
  role: accountRole,
  department: z.string(),
  /** Post of the department that a leader holds; null: not said, as in accounts from before posts were told apart. */
  post: z.string().nullable().default(null),
  enabled: z.boolean(),
  passwordHash: z.string(),
  /** True while the password is one the system made. */
  initialPassword: z.boolean(),
  createdAt: instant,
});
export type Account = z.infer<typeof account>;

export interface Accounts {
  find(name: string): Promise<Account | null>;
  list(): Promise<readonly Account[]>;
  /** Null where the account is unknown, disabled, or the password is wrong; all three take the same time. */
  verify(name: string, password: string): Promise<Account | null>;
  /** ApiProblem `conflict` where the name is taken. */
  create(request: AccountRequest): Promise<{ account: Account; password: string }>;
  /** ApiProblem `not-found`, or `refused` where no administrator would be left. */
  change(name: string, change: AccountChange): Promise<{ account: Account; password: string | null }>;
  setPassword(name: string, password: string): Promise<Account>;
}

export interface AccountsDeps {
  store: Pick<Store, 'state' | 'states' | 'putState'>;
  now(): number;
  random(bytes: number): Uint8Array;
}

/** The form in which names are compared. */
export function accountId(name: string): string {
  return name.trim().normalize('NFKC').toLowerCase();
}

export function accountView(given: Account): AccountView {
  const { passwordHash: _, ...shown } = given;
  return { ...shown, roleName: ROLES[given.role] };
}

const ACCOUNT_ROLES: ReadonlySet<string> = new Set(Object.values(ROLES));

/** Posts of a department that a leader can hold: those that no role of ours is named for (科室负责人, 分管领导). */
export function leaderPosts(department: string, departments: RoutingSpec['departments']): string[] {
  const posts = departments.find(({ name }) => name === department)?.roles ?? [];
  return posts.filter((post) => !ACCOUNT_ROLES.has(post));
}

/**
 * `科室:角色` as routing and escalation name those who are told. A leader is told as the post that the account names,
 * otherwise as every post that leaders of the department hold, so that nobody is left untold.
 */
export function receiversOf(given: Account, departments: RoutingSpec['departments']): string[] {
  const all = given.role === 'leader' ? leaderPosts(given.department, departments) : [];
  const further = given.post !== null && all.includes(given.post) ? [given.post] : all;
  const own = [ROLES[given.role], ...further].map((post) => `${given.department}:${post}`);
  return given.role === 'admin' ? [...own, SYSTEM_RECEIVER] : own;
}

/** `科室:岗位` of the departments that no enabled account is told as. */
export function vacantPosts(accounts: readonly Account[], departments: RoutingSpec['departments']): string[] {
  const held = new Set(accounts.filter(({ enabled }) => enabled).flatMap((one) => receiversOf(one, departments)));
  const posts = departments.flatMap(({ name, roles }) => roles.map((post) => `${name}:${post}`));
  return posts.filter((post) => !held.has(post));
}

export function createAccounts({ store, now, random }: AccountsDeps): Accounts {
  const hash = (password: string) => hashPassword(password, random(SALT_BYTES));

  async function row(name: string): Promise<StateRow<Account> | null> {
    const found = await store.state(KIND, accountId(name));
    return found === null ? null : { value: account.parse(found.value), version: found.version };
  }

  async function list(): Promise<Account[]> {
    const rows = [...(await store.states(KIND)).values()].map(({ value }) => account.parse(value));
    return rows.sort((a, b) => (a.account < b.account ? -1 : 1));
  }

  async function update(name: string, change: (old: Account) => Promise<Account>): Promise<Account> {
    const found = await row(name);
    if (found === null) throw new ApiProblem('not-found', `没有账号“${name}”`);
    const next = await change(found.value);
    await store.putState(KIND, accountId(name), next, found.version);
    return next;
  }

  async function refuseLastAdmin(name: string, change: AccountChange) {
    const losesRight = change.enabled === false || (change.role !== undefined && change.role !== 'admin');
    if (!losesRight) return;
    const left = (await list()).filter((one) => one.role === 'admin' && one.enabled && one.account !== accountId(name));
    if (left.length === 0) throw new ApiProblem('refused', '至少要保留一个启用的系统管理员账号');
  }

  return {
    list,
    find: async (name) => (await row(name))?.value ?? null,
    async verify(name, password) {
      const found = (await row(name))?.value;
      const right = await checkPassword(password, found?.passwordHash ?? NOBODY);
      return found?.enabled && right ? found : null;
    },
    async create(request) {
      const name = accountId(request.account);
      if ((await row(name)) !== null)
        throw new ApiProblem('conflict', `账号“${name}”已存在`, { hint: '请换一个账号名' });
      const password = randomPassword(random);
      const created: Account = {
        ...request,
        post: request.post ?? null,
        account: name,
        enabled: true,
        passwordHash: await hash(password),
        initialPassword: true,
        createdAt: toShanghai(now()),
      };
      await store.putState(KIND, name, created, null);
      return { account: created, password };
    },
    async change(name, change) {
      await refuseLastAdmin(name, change);
      const { resetPassword, ...fields } = change;
      const password = resetPassword ? randomPassword(random) : null;
      const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
      const changed = await update(name, async (old) => ({
        ...old,
        ...given,
        ...(password === null ? {} : { passwordHash: await hash(password), initialPassword: true }),
      }));
      return { account: changed, password };
    },
    setPassword: (name, password) =>
      update(name, async (old) => ({ ...old, passwordHash: await hash(password), initialPassword: false })),
  };
}

/**
 * Makes the administrator `admin` with a random password when there is no account at all; the caller shows the
 * password once. Null when there is one, also when another process was quicker.
 */
export async function ensureFirstAccount(
  store: AccountsDeps['store'],
  { now, random, department = '办公室' }: Omit<AccountsDeps, 'store'> & { department?: string },
): Promise<{ account: string; password: string } | null> {
  const accounts = createAccounts({ store, now, random });
  if ((await accounts.list()).length > 0) return null;
  try {
    const made = await accounts.create({ account: 'admin', name: ROLES.admin, role: 'admin', department });
    return { account: made.account.account, password: made.password };
  } catch (error) {
    if ((await accounts.list()).length > 0) return null;
    throw error;
  }
}
