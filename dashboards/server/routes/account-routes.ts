import { accountChange, accountChanged, accountList, accountRequest } from '../../contract.ts';
import { accountView } from '../accounts.ts';
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
      const { account, password } = await accounts.create(body);
      const { role, department } = account;
      const actor = session.account.account;
      await writeAudit(deps, {
        actor,
        action: 'account.created',
        object: account.account,
        detail: { role, department },
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
      const { account, password } = await accounts.change(param('account'), body);
      // A change of rights holds from the next request on; a lost or doubtful password ends what it opened.
      if (password !== null || !account.enabled) await sessions.closeOthers(account.account, null);
      const actor = session.account.account;
      await writeAudit(deps, { actor, action: 'account.changed', object: account.account, detail: { ...body } });
      return ok({ account: accountView(account), password });
    },
  );
  return [list, create, change];
}
