import type { LexiconSpec } from '../../rules/schema.ts';

export interface Sentiment {
  label: 'negative' | 'neutral' | 'positive';
  /** −1 … 1: (positive − negative) / (positive + negative + 2), so that few words stay near 0. */
  score: number;
  /** The words that decided it. */
  words: readonly string[];
}

/** Names of the lexicon lists. */
export const MOOD_LISTS = { negative: '负面情绪', positive: '正面情绪', negation: '否定词' } as const;

const REACH_OF_NEGATION = 2;
const DECISIVE = 0.2;

/**
 * Mood by counting words of two lists over segmentation; a negation up to two words before a positive word
 * turns it, before a negative word cancels it.
 */
export function createSentiment(lexicon: ReadonlyMap<string, LexiconSpec>) {
  const negative = wordsOf(lexicon.get(MOOD_LISTS.negative));
  const positive = wordsOf(lexicon.get(MOOD_LISTS.positive));
  const negation = wordsOf(lexicon.get(MOOD_LISTS.negation));

  return function judge(words: readonly string[]): Sentiment {
    let good = 0;
    let bad = 0;
    let negatedAt = -10;
    const decisive = new Set<string>();
    for (let i = 0; i < words.length; i++) {
      const word = words[i] ?? '';
      if (negation.has(word)) {
        negatedAt = i;
        continue;
      }
      const negated = i - negatedAt <= REACH_OF_NEGATION;
      if (positive.has(word)) {
        if (negated) bad += 1;
        else good += 1;
        decisive.add(negated ? `不${word}` : word);
      } else if (negative.has(word) && !negated) {
        bad += 1;
        decisive.add(word);
      }
    }
    const score = Math.round(((good - bad) / (good + bad + 2)) * 1000) / 1000;
    const label = score <= -DECISIVE ? 'negative' : score >= DECISIVE ? 'positive' : 'neutral';
    return { label, score, words: [...decisive] };
  };
}

function wordsOf(list: LexiconSpec | undefined): ReadonlySet<string> {
  return new Set(list?.entries.flatMap((entry) => [entry.name, ...entry.aliases]) ?? []);
}
