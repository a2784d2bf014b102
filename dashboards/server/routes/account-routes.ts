import {
  type AccountChange,
  type AccountRole,
  accountChange,
  accountChanged,
  accountHistory,
  accountList,
  accountRequest,
  accountRole,
  peopleList,
} from '../../account-contract.ts';
import { ACCOUNT_ACTIONS, historyLine } from '../account-history.ts';
import { type Account, accountId, accountView, leaderPosts, vacantPosts } from '../accounts.ts';
import { ApiProblem } from '../api-problem.ts';
import { writeAudit } from '../audit.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { permissionsOf } from '../permissions.ts';
import type { ServerDeps } from '../server-deps.ts';
import type { DoorDeps } from './session-routes.ts';

const HISTORY = 100;
const path = '/api/accounts';
const tag = '账号';

/** Accounts, for administrators, and names, for everybody. Passwords are made by the system and shown once. */
export function accountRoutes(deps: DoorDeps & Pick<ServerDeps, 'queries'>): Endpoint[] {
  const { accounts, sessions } = deps;
  const shape = { tag, path, query: noQuery } as const;

  function requireDepartment(name: string | undefined) {
    const known = deps.rules().routing.departments.map((department) => department.name);
    if (name === undefined || known.includes(name)) return;
    throw new ApiProblem('invalid-request', `没有科室“${name}”`, { hint: `科室须是：${known.join('、')}` });
  }

  function requirePost(post: string | null | undefined, role: AccountRole, department: string) {
    if (post === null || post === undefined) return;
    const held = role === 'leader' ? leaderPosts(department, deps.rules().routing.departments) : [];
    if (held.includes(post)) return;
    const why = role === 'leader' ? `“${department}”没有领导岗位“${post}”` : '只有角色为“领导”的账号写岗位';
    throw new ApiProblem('invalid-request', why, { hint: held.length === 0 ? '不写岗位' : `可选：${held.join('、')}` });
  }

  const list = endpoint(
    'accounts',
    { ...shape, method: 'get', summary: '账号列表', body: noBody, answers: { 200: accountList } },
    async () => {
      const all = await accounts.list();
      return ok({
        items: all.map(accountView),
        vacant: vacantPosts(all, deps.rules().routing.departments),
        rights: accountRole.options.map((role) => ({ role, permissions: [...permissionsOf(role)] })),
      });
    },
  );

  const people = endpoint(
    'login',
    {
      ...shape,
      method: 'get',
      path: '/api/people',
      summary: '账号对应的姓名',
      body: noBody,
      answers: { 200: peopleList },
    },
    async () =>
      ok({ items: (await accounts.list()).map(({ account, name, department }) => ({ account, name, department })) }),
  );

  const history = endpoint(
    'accounts',
    {
      ...shape,
      method: 'get',
      path: `${path}/{account}/history`,
      summary: '对一个账号做过什么',
      body: noBody,
      answers: { 200: accountHistory },
    },
    async ({ param }) => {
      const object = accountId(param('account'));
      const all = await accounts.list();
      if (all.every(({ account }) => account !== object)) throw new ApiProblem('not-found', `没有账号“${object}”`);
      const { items } = await deps.queries.findAudit({ object }, { limit: HISTORY });
      // Other things may bear the same name as an account, for instance a source.
      const own = items.filter(({ action }) => ACCOUNT_ACTIONS.has(action));
      return ok({ items: own.map((row) => historyLine(row, all)) });
    },
  );

  const create = endpoint(
    'accounts',
    { ...shape, method: 'post', summary: '新建账号', body: accountRequest, answers: { 201: accountChanged } },
    async ({ body, session }) => {
      requireDepartment(body.department);
      requirePost(body.post, body.role, body.department);
      const { account, password } = await accounts.create(body);
      const { name, role, department, post } = account;
      const actor = session.account.account;
      await writeAudit(deps, {
        actor,
        action: 'account.created',
        object: account.account,
        detail: { given: { name, role, department, post } },
      });
      return { status: 201, body: { account: accountView(account), password } };
    },
  );

  const change = endpoint(
    'accounts',
    {
      ...shape,
      method: 'patch',
      path: `${path}/{account}`,
      summary: '修改账号或重置密码',
      body: accountChange,
      answers: { 200: accountChanged },
    },
    async ({ body, param, session }) => {
      requireDepartment(body.department);
      const known = await accounts.find(param('account'));
      if (known === null) throw new ApiProblem('not-found', `没有账号“${param('account')}”`);
      refuseOwn(known, body, session.account);
      const { role = known.role, department = known.department } = body;
      requirePost(body.post, role, department);
      // Whoever changes department or role leaves the post that belonged to it.
      const leaves = role !== known.role || department !== known.department;
      const wanted = leaves && body.post === undefined ? { ...body, post: null } : body;
      const { account, password } = await accounts.change(known.account, wanted);
      // A change of rights holds from the next request on; a lost or doubtful password ends what it opened.
      if (password !== null || !account.enabled) await sessions.closeOthers(account.account, null);
      const actor = session.account.account;
      await writeAudit(deps, {
        actor,
        action: 'account.changed',
        object: account.account,
        detail: changeOf(known, account, password !== null),
      });
      return ok({ account: accountView(account), password });
    },
  );
  return [list, people, history, create, change];
}

/** Nobody shuts the own door or gives rights to themselves: that takes another administrator. */
function refuseOwn(known: Account, { enabled, role }: AccountChange, by: Account) {
  if (known.account !== by.account) return;
  if (enabled === false) throw new ApiProblem('refused', '不能停用自己的账号', { hint: '请由另一位系统管理员办理' });
  if (role !== undefined && role !== known.role)
    throw new ApiProblem('refused', '不能修改自己的角色', { hint: '请由另一位系统管理员办理' });
}

/** Only what became different, as it was and as it is; a password only as the fact that it was reset. */
function changeOf(before: Account, after: Account, passwordReset: boolean): Record<string, unknown> {
  const changed = CHANGEABLE.filter((field) => before[field] !== after[field]);
  return {
    before: Object.fromEntries(changed.map((field) => [field, before[field]])),
    given: Object.fromEntries(changed.map((field) => [field, after[field]])),
    ...(passwordReset ? { passwordReset } : {}),
  };
}
const CHANGEABLE = ['name', 'role', 'department', 'post', 'enabled'] as const satisfies readonly (keyof Account)[];
