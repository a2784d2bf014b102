import { textHash } from '../model/text-hash.ts';

/** Neighbouring characters hashed as one. Long enough that prose seldom shares one by chance, short enough to live between edits. */
const SHINGLE = 7;
/** Shingles kept of a text: the smallest hashes. A longer text keeps more, so that a part of it is found as well. */
const FEWEST = 8;
const MOST = 20;
const UNITS_PER_SHINGLE = 40;

/**
 * The bottom-k sketch of a text: of all its shingles those with the smallest hashes, ascending, each below 2^52. Two
 * texts that share a share s of their shingles share about s of their sketches, whatever their lengths. Empty for a text
 * shorter than a shingle. (A. Broder, On the resemblance and containment of documents, 1997, section 4.)
 */
export function shinglesOf(ink: string): number[] {
  const most = Math.min(MOST, Math.max(FEWEST, Math.ceil(ink.length / UNITS_PER_SHINGLE)));
  const smallest: number[] = [];
  for (let at = 0; at + SHINGLE <= ink.length; at++) {
    const hash = textHash(ink, at, at + SHINGLE);
    if (smallest.length === most && hash >= (smallest[most - 1] ?? 0)) continue;
    insert(smallest, hash);
    if (smallest.length > most) smallest.pop();
  }
  return smallest;
}

/** Keeps the list ascending and without repeats. */
function insert(sorted: number[], hash: number): void {
  let at = sorted.length;
  while (at > 0 && (sorted[at - 1] ?? 0) > hash) at -= 1;
  if (sorted[at - 1] !== hash) sorted.splice(at, 0, hash);
}
