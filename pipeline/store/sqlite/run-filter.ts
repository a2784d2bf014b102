/**
 * Tells for a hash which of many runs of an index may hold it, so that one that stands nowhere costs no look-up: a Bloom
 * filter for each run, laid across one another. A word holds one bit of 32 runs, and the words of a hash's positions,
 * taken together, leave the bits of those runs that may hold it. It may name a run in vain, never leave one out.
 * (B. Bloom, Space/time trade-offs in hash coding with allowable errors, 1970.)
 *
 * 8 MB for each 32 runs, at most 64 MB: runs beyond `MOST_SLOTS` share bits with earlier ones and are named in vain more often.
 */
export interface RunFilter {
  /** @param hash an integer in 0 … 2^52 */
  add(hash: number, run: number): void;
  /** Runs below `end` that may hold the hash, ascending. */
  runsWith(hash: number, end: number): number[];
}

const POSITIONS = 2 ** 21;
/** With the entries of a run of ordinary posts a fifth of one per cent of all answers are in vain. */
const PROBES = 5;
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
    add(hash, run) {
      const slot = run % MOST_SLOTS;
      const number = Math.floor(slot / WORD);
      while (sheets.length <= number) sheets.push(new Uint32Array(POSITIONS));
      const sheet = sheets[number];
      if (sheet === undefined) return;
      const step = stepOf(hash);
      for (let i = 0, at = hash >>> 0; i < PROBES; i++, at += step) {
        const place = at & (POSITIONS - 1);
        sheet[place] = (sheet[place] ?? 0) | (1 << (slot % WORD));
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

/** Odd, so that the positions differ; from the bits that the first position does not show. (Mix of MurmurHash3.) */
function stepOf(hash: number): number {
  const low = Math.imul((hash >>> 0) ^ (Math.floor(hash / 2 ** 32) * 0x9e37), 0x85ebca6b);
  const mixed = Math.imul(low ^ (low >>> 15), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 1) | 1;
}
