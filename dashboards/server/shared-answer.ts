interface Kept<T> {
  answer: Promise<T>;
  /** Epoch milliseconds; what is under way has no end yet. */
  until: number;
}

const MOST_KEPT = 20;

/**
 * For what is dear to work out and the same for everybody: who asks while it is worked out, or within `keptMs` after, gets
 * the same answer. One that failed is not kept.
 */
export function createSharedAnswers<T>({ keptMs, now }: { keptMs: number; now: () => number }) {
  const kept = new Map<string, Kept<T>>();
  return (key: string, make: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known !== undefined && now() < known.until) return known.answer;
    const answer = make();
    const entry = { answer, until: Number.POSITIVE_INFINITY };
    kept.delete(key);
    const oldest = kept.size >= MOST_KEPT ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(key, entry);
    answer.then(
      () => {
        entry.until = now() + keptMs;
      },
      () => kept.get(key) === entry && kept.delete(key),
    );
    return answer;
  };
}
