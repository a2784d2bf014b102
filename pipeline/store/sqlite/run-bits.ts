/**
 * The bits of one run's Bloom filter: which hashes the run may hold. Written down as they are, so what decides where a
 * hash stands must not change without `RUN_BITS_FORM`.
 */
export type RunBits = Uint8Array;

/** Part of the digest of what is stored: bits of another form are not taken. */
export const RUN_BITS_FORM = 'run-bits-1';
export const POSITIONS = 2 ** 21;
/** With the entries of a run of ordinary posts a fifth of one per cent of all answers are in vain. */
export const PROBES = 5;

export function createRunBits(): RunBits {
  return new Uint8Array(POSITIONS / 8);
}

/** @param hash an integer in 0 … 2^52 */
export function addHash(bits: RunBits, hash: number): void {
  const step = stepOf(hash);
  for (let i = 0, at = hash >>> 0; i < PROBES; i++, at += step) {
    const place = at & (POSITIONS - 1);
    bits[place >>> 3] = (bits[place >>> 3] ?? 0) | (1 << (place & 7));
  }
}

/** From the first position, which is the low bits of the hash, to each further one. Odd, so that the positions differ; of the bits that the first one does not show. (Mix of MurmurHash3.) */
export function stepOf(hash: number): number {
  const low = Math.imul((hash >>> 0) ^ (Math.floor(hash / 2 ** 32) * 0x9e37), 0x85ebca6b);
  const mixed = Math.imul(low ^ (low >>> 15), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 1) | 1;
}
