import type { Hono } from 'hono';
import { PERMISSIONS } from '../account-contract.ts';
import { ApiProblem } from './api-problem.ts';
import type { Access, AppContext, AppEnv, Endpoint } from './endpoint.ts';
import { may } from './permissions.ts';
import { readInput } from './read-input.ts';
import { readToken } from './session-cookie.ts';
import type { LiveSession, Sessions } from './sessions.ts';

/** Puts the endpoints on the app; each is behind its right before anything of the request is read. */
export function mountEndpoints(app: Hono<AppEnv>, endpoints: readonly Endpoint[], sessions: Sessions): void {
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1');
    app.on(endpoint.method.toUpperCase(), path, async (c) => {
      const session = endpoint.access === 'public' ? null : await admitted(c, endpoint.access, sessions);
      const answer = await endpoint.handle(c, session, readInput);
      if (answer instanceof Response) return answer;
      return c.json(answer.body, answer.status);
    });
  }
}

async function admitted(c: AppContext, access: Exclude<Access, 'public'>, sessions: Sessions): Promise<LiveSession> {
  const session = await sessions.find(readToken(c));
  if (session === null) throw new ApiProblem('not-logged-in', '尚未登录或登录已过期', { hint: '请重新登录' });
  c.set('role', session.account.role);
  if (access !== 'login' && !may(session.account.role, access)) {
    throw new ApiProblem('forbidden', `您的角色没有“${PERMISSIONS[access]}”的权限`, {
      hint: '如有需要请联系系统管理员',
    });
  }
  return session;
}
