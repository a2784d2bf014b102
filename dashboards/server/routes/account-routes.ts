import {
  type AccountRole,
  accountChange,
  accountChanged,
  accountList,
  accountRequest,
} from '../../account-contract.ts';
import { accountView, leaderPosts } from '../accounts.ts';
import { ApiProblem } from '../api-problem.ts';
import { writeAudit } from '../audit.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import type { DoorDeps } from './session-routes.ts';

const path = '/api/accounts';
const tag = '账号';

/** Accounts, for administrators. Passwords are made by the system and shown once. */
export function accountRoutes(deps: DoorDeps): Endpoint[] {
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
    async () => ok({ items: (await accounts.list()).map(accountView) }),
  );

  const create = endpoint(
    'accounts',
    { ...shape, method: 'post', summary: '新建账号', body: accountRequest, answers: { 201: accountChanged } },
    async ({ body, session }) => {
      requireDepartment(body.department);
      requirePost(body.post, body.role, body.department);
      const { account, password } = await accounts.create(body);
      const { role, department, post } = account;
      const actor = session.account.account;
      await writeAudit(deps, {
        actor,
        action: 'account.created',
        object: account.account,
        detail: { role, department, post },
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
      const role = body.role ?? known?.role ?? 'duty';
      const department = body.department ?? known?.department ?? '';
      requirePost(body.post, role, department);
      // Whoever changes department or role leaves the post that belonged to it.
      const leaves = role !== known?.role || department !== known?.department;
      const wanted = leaves && body.post === undefined ? { ...body, post: null } : body;
      const { account, password } = await accounts.change(param('account'), wanted);
      // A change of rights holds from the next request on; a lost or doubtful password ends what it opened.
      if (password !== null || !account.enabled) await sessions.closeOthers(account.account, null);
      const actor = session.account.account;
      await writeAudit(deps, { actor, action: 'account.changed', object: account.account, detail: { ...wanted } });
      return ok({ account: accountView(account), password });
    },
  );
  return [list, create, change];
}
