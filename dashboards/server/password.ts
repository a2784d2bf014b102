import { type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

// OWASP's advice for scrypt: N = 2^15, r = 8, p = 3, which takes 32 MiB a hash.
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const HASH_BYTES = 32;
const SHAPE = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

/** A hash of a password that nobody has: checked where the account is unknown, so that both failures take as long. */
export const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** `scrypt$N$r$p$salt$hash`; the cost is kept beside the hash so that it can be raised later. */
export async function hashPassword(password: string, salt: Uint8Array): Promise<string> {
  const hash = await derive(password, salt, HASH_BYTES, COST);
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${text(salt)}$${text(hash)}`;
}

/** Compares in constant time. False also for a text that is no hash. */
export async function checkPassword(password: string, stored: string): Promise<boolean> {
  const [, n, r, p, salt, hash] = SHAPE.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64url');
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const given = await derive(password, Buffer.from(salt, 'base64url'), expected.length, cost);
  return timingSafeEqual(given, expected);
}

function derive(password: string, salt: Uint8Array, length: number, cost: ScryptOptions & { N: number; r: number }) {
  const options = { ...cost, maxmem: 256 * cost.N * cost.r };
  return new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, length, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

// Without letters and digits that are mistaken for each other when read from a terminal or a slip of paper.
const LETTERS = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** 20 characters in groups of five, about 115 bits. */
export function randomPassword(random: (bytes: number) => Uint8Array): string {
  let out = '';
  while (out.length < 20) {
    // Bytes beyond the largest multiple would favour the first letters.
    for (const byte of random(32))
      if (byte < 256 - (256 % LETTERS.length) && out.length < 20) out += LETTERS[byte % LETTERS.length];
  }
  return out.replace(/(.{5})(?=.)/g, '$1-');
}
