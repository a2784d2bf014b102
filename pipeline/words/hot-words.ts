/** How often words stand in the posts of a period: posts, not times, so that one post counts once. */
export interface WordCounts {
  posts: number;
  counts: ReadonlyMap<string, number>;
}

export interface HotWord {
  word: string;
  /** Posts of the period that have it. */
  posts: number;
  /** Share of the posts, in the period and in the baseline. */
  share: number;
  usualShare: number;
  /** Dunning's log-likelihood ratio (G²); from 10.83 on, chance alone does so less than once in 1,000. */
  strength: number;
  /** Not once in the baseline. */
  isNew: boolean;
}

/** A baseline of fewer posts says nothing of what is usual. */
export const LEAST_BASELINE = 10;
/** χ² with one degree of freedom at p = 0.001. */
export const SIGNIFICANT = 10.83;

export function countWords(posts: Iterable<Iterable<string>>): WordCounts {
  const counts = new Map<string, number>();
  let total = 0;
  for (const words of posts) {
    total += 1;
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return { posts: total, counts };
}

export interface HotWordOptions {
  limit: number;
  /** Fewest posts a word must stand in. */
  minimum: number;
}

/**
 * Words that stand in more of the period's posts than the baseline lets expect, by G² (Dunning, Accurate methods for the
 * statistics of surprise and coincidence, 1993) on the two-by-two table of posts with and without the word. Falling by
 * strength, ties by word. Without a baseline worth the name every word would be new, so the most frequent come, with strength 0.
 */
export function hotWords(now: WordCounts, baseline: WordCounts, { limit, minimum }: HotWordOptions): HotWord[] {
  const known = baseline.posts >= LEAST_BASELINE;
  const found: HotWord[] = [];
  for (const [word, posts] of now.counts) {
    if (posts < minimum) continue;
    const before = baseline.counts.get(word) ?? 0;
    const share = posts / now.posts;
    const usualShare = known ? before / baseline.posts : 0;
    const strength = known ? logLikelihood(posts, now.posts, before, baseline.posts) : 0;
    if (known && (share <= usualShare || strength < SIGNIFICANT)) continue;
    found.push({ word, posts, share, usualShare, strength, isNew: known && before === 0 });
  }
  found.sort((a, b) => b.strength - a.strength || b.posts - a.posts || (a.word < b.word ? -1 : 1));
  return found.slice(0, limit);
}

/** G² of `a` of `n` posts against `b` of `m`: 2 Σ observed · ln(observed / expected) over the four cells. */
export function logLikelihood(a: number, n: number, b: number, m: number): number {
  const rate = (a + b) / (n + m);
  const cell = (observed: number, expected: number) => (observed === 0 ? 0 : observed * Math.log(observed / expected));
  const sum = cell(a, n * rate) + cell(b, m * rate) + cell(n - a, n * (1 - rate)) + cell(m - b, m * (1 - rate));
  return Math.max(0, 2 * sum);
}
