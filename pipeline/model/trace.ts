/** By what a post is found when another one of its kind comes. Follows from the post and its verdict alone. */
export interface Trace {
  docId: string;
  /** Event time. */
  at: string;
  /** Sketch of its text, see dedupe/shingles.ts; empty for a text too short to be compared. */
  shingles: readonly number[];
  /** What it speaks of, as short texts: posts near in time that share a clue speak of one happening. */
  clues: readonly string[];
}

/** Who has left traces like those of a post. */
export interface Kin {
  /** docIds of posts that may be copies, likeliest first; to be compared by their texts. */
  alike: readonly string[];
  /** For each clue the nearest earlier and the nearest later post that has it too, within the window. */
  sharing: readonly { docId: string; clue: string }[];
}

/** A stretch of text that this many posts have in common is a set phrase: it no longer shows new posts the way. */
export const SHINGLE_POSTS = 32;
/** Posts that share only set phrases are looked at when they share so many of them. */
const SHARED_SET_PHRASES = 3;
/** At most so many possible copies are compared, those that share most. */
const MOST_ALIKE = 12;

/** Counts how many shingles each post shares, and tells which are worth comparing. */
export function createSharing() {
  const counts = new Map<string, number>();
  const rare = new Set<string>();
  return {
    /** Posts that have one more shingle in common with `own`. */
    add(others: readonly string[], own: string): void {
      for (const docId of others) {
        if (docId === own) continue;
        counts.set(docId, (counts.get(docId) ?? 0) + 1);
        if (others.length < SHINGLE_POSTS) rare.add(docId);
      }
    },
    likeliest(): string[] {
      return [...counts]
        .filter(([docId, n]) => n >= SHARED_SET_PHRASES || rare.has(docId))
        .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
        .slice(0, MOST_ALIKE)
        .map(([docId]) => docId);
    },
  };
}
