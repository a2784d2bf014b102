import type { MiddlewareHandler } from 'hono';
import { ApiProblem } from './api-problem.ts';
import type { AppContext, AppEnv } from './endpoint.ts';

/** Notes who calls and whether over https; a proxy's word is taken only where the operator said so. */
export function readCaller(trustProxy: boolean): MiddlewareHandler<AppEnv> {
  return async function readCaller(c, next) {
    const told = (name: string) => (trustProxy ? lastOf(c.req.header(name)) : undefined);
    c.set('address', told('x-forwarded-for') ?? c.env?.incoming?.socket?.remoteAddress ?? 'local');
    c.set('secure', (told('x-forwarded-proto') ?? new URL(c.req.url).protocol.slice(0, -1)) === 'https');
    await next();
  };
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses requests that change something and were sent by a page of another origin. A request without the browser's
 * marks comes from a program, which carries no cookie it was not given.
 */
export function sameOriginOnly(trustProxy: boolean): MiddlewareHandler<AppEnv> {
  return async function sameOriginOnly(c, next) {
    if (!SAFE.has(c.req.method) && isForeign(c, trustProxy)) {
      throw new ApiProblem('cross-site', '请求来自其他网站，已拒绝', { hint: '请从本系统的页面操作' });
    }
    await next();
  };
}

function isForeign(c: AppContext, trustProxy: boolean): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = c.req.header('origin');
  if (origin === undefined) return false;
  const host = (trustProxy ? lastOf(c.req.header('x-forwarded-host')) : undefined) ?? c.req.header('host');
  return !URL.canParse(origin) || new URL(origin).host !== (host ?? new URL(c.req.url).host);
}

/** The entry our own proxy added; those before it were written by others. */
function lastOf(header: string | undefined): string | undefined {
  const last = header?.split(',').at(-1)?.trim();
  return last === '' ? undefined : last;
}
