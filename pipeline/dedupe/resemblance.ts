const GRAM = 3;

/** How much two texts have in common, both in 0 … 1, over sets of three neighbouring characters. */
export interface Resemblance {
  /** Shared of all (Jaccard). */
  alike: number;
  /** Shared of those of the shorter text. */
  contained: number;
}

export function resemblance(a: string, b: string): Resemblance {
  const ours = gramsOf(a);
  const theirs = gramsOf(b);
  const [small, large] = ours.size <= theirs.size ? [ours, theirs] : [theirs, ours];
  let shared = 0;
  for (const gram of small) if (large.has(gram)) shared += 1;
  const all = small.size + large.size - shared;
  return { alike: all === 0 ? 0 : shared / all, contained: small.size === 0 ? 0 : shared / small.size };
}

/** A code of each run of three units; a set of numbers is twice as fast as one of strings. */
function gramsOf(text: string): ReadonlySet<number> {
  const grams = new Set<number>();
  for (let at = 0; at + GRAM <= text.length; at++) {
    grams.add((text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1)) * 0x10000 + text.charCodeAt(at + 2));
  }
  return grams;
}
