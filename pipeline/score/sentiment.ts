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
  const kinds = new Map<string, keyof typeof MOOD_LISTS>();
  for (const kind of ['negative', 'positive', 'negation'] as const) {
    for (const { name, aliases } of lexicon.get(MOOD_LISTS[kind])?.entries ?? []) {
      for (const word of [name, ...aliases]) kinds.set(word, kind);
    }
  }

  return function judge(...fields: readonly (readonly string[])[]): Sentiment {
    let good = 0;
    let bad = 0;
    const decisive = new Set<string>();
    for (const words of fields) {
      let sinceNegation = REACH_OF_NEGATION;
      for (const word of words) {
        sinceNegation += 1;
        const kind = kinds.get(word);
        if (kind === undefined) continue;
        const negated = sinceNegation <= REACH_OF_NEGATION;
        if (kind === 'negation') sinceNegation = 0;
        else if (kind === 'positive') {
          if (negated) bad += 1;
          else good += 1;
          decisive.add(negated ? `不${word}` : word);
        } else if (!negated) {
          bad += 1;
          decisive.add(word);
        }
      }
    }
    const score = Math.round(((good - bad) / (good + bad + 2)) * 1000) / 1000;
    const label = score <= -DECISIVE ? 'negative' : score >= DECISIVE ? 'positive' : 'neutral';
    return { label, score, words: [...decisive] };
  };
}
