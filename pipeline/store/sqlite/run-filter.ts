import { POSITIONS, PROBES, type RunBits, stepOf } from './run-bits.ts';

/**
 * Tells for a hash which of many runs of an index may hold it, so that one that stands nowhere costs no look-up: a Bloom
 * filter for each run, laid across one another. A word holds one bit of 32 runs, and the words of a hash's positions,
 * taken together, leave the bits of those runs that may hold it. It may name a run in vain, never leave one out.
 * (B. Bloom, Space/time trade-offs in hash coding with allowable errors, 1970.)
 *
 * 8 MB for each 32 runs, at most 64 MB: runs beyond `MOST_SLOTS` share bits with earlier ones and are named in vain more often.
 */
export interface RunFilter {
  /** Lays the bits of a run in, about 3 ms. */
  take(run: number, bits: RunBits): void;
  /**
   * Runs below `end` that may hold the hash, ascending.
   * @param hash an integer in 0 … 2^52
   */
  runsWith(hash: number, end: number): number[];
}

const WORD = 32;
const MOST_SLOTS = 256;

export function createRunFilter(): RunFilter {
  const sheets: Uint32Array[] = [];

  function mayHold(sheet: Uint32Array, hash: number): number {
    let bits = ~0;
    const step = stepOf(hash);
    for (let i = 0, at = hash >>> 0; i < PROBES && bits !== 0; i++, at += step)
      bits &= sheet[at & (POSITIONS - 1)] ?? 0;
    return bits;
  }

  return {
    take(run, bits) {
      const slot = run % MOST_SLOTS;
      const number = Math.floor(slot / WORD);
      while (sheets.length <= number) sheets.push(new Uint32Array(POSITIONS));
      const sheet = sheets[number];
      if (sheet === undefined) return;
      const own = 1 << (slot % WORD);
      for (let i = 0; i < bits.length; i++) {
        for (let left = bits[i] ?? 0; left !== 0; left &= left - 1) {
          const place = i * 8 + (31 - Math.clz32(left & -left));
          sheet[place] = (sheet[place] ?? 0) | own;
        }
      }
    },
    runsWith(hash, end) {
      const found: number[] = [];
      for (const [number, sheet] of sheets.entries()) {
        for (let bits = mayHold(sheet, hash); bits !== 0; bits &= bits - 1) {
          const slot = number * WORD + (31 - Math.clz32(bits & -bits));
          for (let run = slot; run < end; run += MOST_SLOTS) found.push(run);
        }
      }
      return end > MOST_SLOTS ? found.sort((a, b) => a - b) : found;
    },
  };
}
