import type { LexiconSpec } from '../../rules/schema.ts';

export interface Sentiment {
  label: 'negative' | 'neutral' | 'positive';
  /** −1 … 1: (positive − negative) / (positive + negative + 2), so that few words stay near 0. */
  score: number;
  /** The words that decided it. */
  words: readonly string[];
}

/** Names of the lexicon lists. */
export const MOOD_LISTS = {
  negative: '负面情绪',
  positive: '正面情绪',
  negation: '否定词',
  stronger: '强化词',
  weaker: '弱化词',
} as const;

const REACH_OF_NEGATION = 2;
const REACH_OF_DEGREE = 2;
const DEGREES = { stronger: 1.5, weaker: 0.5 } as const;
const DECISIVE = 0.2;

/**
 * Mood by counting words of two lists over segmentation; a negation up to two words before a positive word
 * turns it, before a negative word cancels it; a word of degree directly before, or one word off, makes it count 1.5 or 0.5.
 */
export function createSentiment(lexicon: ReadonlyMap<string, LexiconSpec>) {
  const kinds = new Map<string, keyof typeof MOOD_LISTS>();
  for (const kind of ['stronger', 'weaker', 'negative', 'positive', 'negation'] as const) {
    for (const { name, aliases } of lexicon.get(MOOD_LISTS[kind])?.entries ?? []) {
      for (const word of [name, ...aliases]) kinds.set(word, kind);
    }
  }
  // Most words begin like none of the lists: passed over without looking them up.
  const begins = new Uint8Array(0x10000);
  for (const word of kinds.keys()) begins[word.charCodeAt(0)] = 1;

  return function judge(...fields: readonly (readonly string[])[]): Sentiment {
    let good = 0;
    let bad = 0;
    const decisive = new Set<string>();
    for (const words of fields) {
      let sinceNegation = REACH_OF_NEGATION;
      let sinceDegree = REACH_OF_DEGREE;
      let degree = 1;
      for (const word of words) {
        sinceNegation += 1;
        sinceDegree += 1;
        const kind = begins[word.charCodeAt(0)] === 1 ? kinds.get(word) : undefined;
        if (kind === undefined) continue;
        if (kind === 'negation') sinceNegation = 0;
        else if (kind === 'stronger' || kind === 'weaker') {
          degree = DEGREES[kind];
          sinceDegree = 0;
        } else {
          const negated = sinceNegation <= REACH_OF_NEGATION;
          const weight = sinceDegree <= REACH_OF_DEGREE ? degree : 1;
          if (kind === 'negative' && negated) continue;
          if (kind === 'positive' && !negated) good += weight;
          else bad += weight;
          decisive.add(kind === 'positive' && negated ? `不${word}` : word);
        }
      }
    }
    const score = Math.round(((good - bad) / (good + bad + 2)) * 1000) / 1000;
    const label = score <= -DECISIVE ? 'negative' : score >= DECISIVE ? 'positive' : 'neutral';
    return { label, score, words: [...decisive] };
  };
}
