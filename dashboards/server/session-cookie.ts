import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { AppContext } from './endpoint.ts';

// The __Host- prefix makes browsers refuse the cookie from another host or without https.
const nameOf = (c: AppContext) => (c.var.secure ? '__Host-yuqing' : 'yuqing');

export function readToken(c: AppContext): string | undefined {
  return getCookie(c, nameOf(c));
}

/** Ends with the browser at the latest; the server's own limits are checked on each request. */
export function writeToken(c: AppContext, token: string): void {
  setCookie(c, nameOf(c), token, { path: '/', httpOnly: true, sameSite: 'Strict', secure: c.var.secure });
}

export function dropToken(c: AppContext): void {
  deleteCookie(c, nameOf(c), { path: '/', httpOnly: true, sameSite: 'Strict', secure: c.var.secure });
}
