import type { Finding } from './mask-kinds.ts';
import type { Clues } from './mask-scan.ts';

/** E-mail addresses, and QQ or WeChat ids behind their words. */
export function findAccounts(text: string, { ats, accounts }: Clues, findings: Finding[]): void {
  for (const at of accounts) {
    const id = idBehind(QQ, text, at) ?? idBehind(WECHAT, text, at);
    if (id !== null) findings.push(id);
  }
  for (const at of ats) {
    const email = emailAround(text, at);
    if (email !== null) findings.push(email);
  }
}

function idBehind(pattern: RegExp, text: string, at: number): Finding | null {
  pattern.lastIndex = at;
  const id = pattern.exec(text)?.[1];
  return id === undefined ? null : { kind: 'account', start: pattern.lastIndex - id.length, end: pattern.lastIndex };
}

const ASKED = '(?:交流)?(?:群)?(?:号码?|ID|id|帐号|账号)?\\s?(?:[:：是为]\\s?)?';
const QQ = new RegExp(`(?:[QＱqｑ][QＱqｑ]|扣扣|企鹅号?)${ASKED}([0-9０-９]{5,11})(?![0-9０-９])`, 'y');
const WECHAT = new RegExp(
  `(?:微信|薇信|威信|[Ww]e[Cc]hat|(?<![A-Za-z])[VvWw]\\s?[Xx信])(?:同号)?${ASKED}([A-Za-z][A-Za-z0-9_-]{5,19}|[0-9]{6,11})(?![A-Za-z0-9_-])`,
  'y',
);

/** Longest parts that RFC 5321 allows. */
const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 255;

function emailAround(text: string, at: number): Finding | null {
  const local = /[A-Za-z0-9._%+-]+$/.exec(text.slice(Math.max(0, at - LONGEST_LOCAL), at));
  const domain = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/.exec(text.slice(at + 1, at + 1 + LONGEST_DOMAIN));
  if (local === null || domain === null) return null;
  return { kind: 'email', start: at - local[0].length, end: at + 1 + domain[0].length };
}
