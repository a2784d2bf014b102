import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { loginRequest, passwordRequest, ROLES, type Session, session as sessionShape } from '../../account-contract.ts';
import { type Accounts, accountId, receiversOf } from '../accounts.ts';
import { ApiProblem } from '../api-problem.ts';
import { writeAudit } from '../audit.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok, publicEndpoint } from '../endpoint.ts';
import { createLoginThrottle, type ThrottleAnswer } from '../login-throttle.ts';
import { permissionsOf } from '../permissions.ts';
import type { ServerDeps } from '../server-deps.ts';
import { dropToken, readToken, writeToken } from '../session-cookie.ts';
import type { LiveSession, Sessions } from '../sessions.ts';

export interface DoorDeps extends Pick<ServerDeps, 'store' | 'now' | 'rules'> {
  accounts: Accounts;
  sessions: Sessions;
}

const path = '/api/session';
const tag = '登录';

/** Log-in, who am I, log-out, change of the own password. */
export function sessionRoutes(deps: DoorDeps): Endpoint[] {
  const { accounts, sessions, now } = deps;
  const throttle = createLoginThrottle(now);
  const view = (live: LiveSession) =>
    sessionView(live, receiversOf(live.account, deps.rules().routing.departments), now());
  const shape = { tag, path, query: noQuery } as const;

  const login = publicEndpoint(
    { ...shape, method: 'post', summary: '登录', body: loginRequest, answers: { 200: sessionShape } },
    async ({ c, body }) => {
      const id = accountId(body.account);
      await refuseTooMany(deps, throttle.take(id, c.var.address), c.var.address);
      const account = await accounts.verify(id, body.password);
      if (account === null) {
        // Not the text typed: people type passwords into the wrong field.
        const actor = (await accounts.find(id)) === null ? 'unknown' : id;
        await writeAudit(deps, {
          actor,
          action: 'login.failed',
          object: 'session',
          detail: { address: c.var.address },
        });
        throw new ApiProblem('login-failed', '账号或密码不正确', {
          hint: '请核对后重试；忘记密码请联系系统管理员重置',
        });
      }
      throttle.succeeded(id, c.var.address);
      const before = await sessions.find(readToken(c));
      if (before !== null) await sessions.close(before.id);
      const { token, session } = await sessions.open(account);
      await writeAudit(deps, { actor: id, action: 'login.ok', object: 'session', detail: { address: c.var.address } });
      writeToken(c, token);
      return ok(view(session));
    },
  );

  const current = endpoint(
    'login',
    { ...shape, method: 'get', summary: '当前登录', body: noBody, answers: { 200: sessionShape } },
    ({ session }) => ok(view(session)),
  );

  const logout = endpoint(
    'login',
    { ...shape, method: 'delete', summary: '退出登录', body: noBody, answers: { 204: null } },
    async ({ c, session }) => {
      await sessions.close(session.id);
      await writeAudit(deps, { actor: session.account.account, action: 'logout', object: 'session', detail: {} });
      dropToken(c);
      return c.body(null, 204);
    },
  );

  const password = endpoint(
    'login',
    {
      ...shape,
      method: 'post',
      path: `${path}/password`,
      summary: '修改本人密码',
      body: passwordRequest,
      answers: { 200: sessionShape },
    },
    async ({ c, body, session }) => {
      const name = session.account.account;
      await refuseTooMany(deps, throttle.take(name, c.var.address), c.var.address);
      if ((await accounts.verify(name, body.current)) === null) throw new ApiProblem('refused', '当前密码不正确');
      throttle.succeeded(name, c.var.address);
      if (body.next === body.current) throw new ApiProblem('refused', '新密码不能与当前密码相同');
      if (body.next.toLowerCase().includes(name)) throw new ApiProblem('refused', '密码不能包含账号名');
      const changed = await accounts.setPassword(name, body.next);
      await sessions.closeOthers(name, null);
      const opened = await sessions.open(changed);
      await writeAudit(deps, { actor: name, action: 'password.changed', object: name, detail: {} });
      writeToken(c, opened.token);
      return ok(view(opened.session));
    },
  );
  return [login, current, logout, password];
}

async function refuseTooMany(deps: DoorDeps, { waitSeconds, first }: ThrottleAnswer, address: string) {
  if (waitSeconds === 0) return;
  // One line for each pause, or the log could be filled from outside.
  if (first) {
    await writeAudit(deps, { actor: 'unknown', action: 'login.throttled', object: 'session', detail: { address } });
  }
  const hint = `请在 ${Math.ceil(waitSeconds / 60)} 分钟后重试`;
  throw new ApiProblem('too-many-attempts', '尝试次数过多，已暂停登录', { hint, retryAfter: waitSeconds });
}

function sessionView({ account, idleUntil, expiresAt }: LiveSession, receivers: string[], now: number): Session {
  return {
    account: account.account,
    name: account.name,
    role: account.role,
    roleName: ROLES[account.role],
    department: account.department,
    permissions: [...permissionsOf(account.role)],
    receivers,
    initialPassword: account.initialPassword,
    idleUntil,
    expiresAt,
    serverTime: toShanghai(now),
  };
}
