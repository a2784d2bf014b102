import { createHash } from 'node:crypto';

/**
 * Deterministic id: the prefix and the first 100 bits of SHA-256 over the parts, in base32 (20 characters).
 * Parts are length-prefixed, so ('a','bc') and ('ab','c') give different ids.
 * The same input gives the same id on every machine: this is what makes replay and repeated delivery harmless.
 */
export function deterministicId(prefix: string, ...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:${part}|`);
  return `${prefix}_${base32(hash.digest()).slice(0, 20)}`;
}

/** SHA-256 in hex of UTF-8 text. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

function base32(bytes: Uint8Array): string {
  let out = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += ALPHABET[(buffer >> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return out;
}
