import type { LexiconSpec } from '../../rules/schema.ts';
import { markedIn, type Reading } from '../segment/reading.ts';
import type { WordBook } from '../segment/word-book.ts';

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
  irony: '反语词',
} as const;

const REACH_OF_NEGATION = 2;
const REACH_OF_DEGREE = 2;
const DECISIVE = 0.2;

/** A word on several lists is what the last of them says. */
const KINDS = ['stronger', 'weaker', 'negative', 'positive', 'negation', 'irony'] as const;
const DEGREES = { stronger: 1.5, weaker: 0.5 } as const;

/**
 * Mood by counting words of two lists over segmentation; a negation up to two words before a positive word
 * turns it, before a negative word cancels it; a word of degree directly before, or one word off, makes it count 1.5 or 0.5.
 * With a word of irony (呵呵) and anything negative or denied beside it, praise is meant the other way round.
 */
export function createSentiment(lexicon: ReadonlyMap<string, LexiconSpec>, book: WordBook) {
  const kinds = new Map<string, keyof typeof MOOD_LISTS>();
  for (const kind of KINDS) {
    for (const { name, aliases } of lexicon.get(MOOD_LISTS[kind])?.entries ?? []) {
      for (const word of [name, ...aliases]) kinds.set(word, kind);
    }
  }
  const moodWords = book.list((word) => kinds.has(word));

  return function judge(...fields: readonly Reading[]): Sentiment {
    let good = 0;
    let bad = 0;
    let isIronic = false;
    let isDenying = false;
    const decisive = new Set<string>();
    for (const field of fields) {
      let negationAt = Number.NEGATIVE_INFINITY;
      let degreeAt = Number.NEGATIVE_INFINITY;
      let degree = 1;
      for (const i of markedIn(field, moodWords)) {
        const word = field.words[i] ?? '';
        const kind = kinds.get(word);
        if (kind === 'irony') isIronic = true;
        else if (kind === 'negation') {
          negationAt = i;
          isDenying = true;
        } else if (kind === 'stronger' || kind === 'weaker') {
          degree = DEGREES[kind];
          degreeAt = i;
        } else {
          const negated = i - negationAt <= REACH_OF_NEGATION;
          const weight = i - degreeAt <= REACH_OF_DEGREE ? degree : 1;
          if (kind === 'negative' && negated) continue;
          if (kind === 'positive' && !negated) good += weight;
          else bad += weight;
          decisive.add(kind === 'positive' && negated ? `不${word}` : word);
        }
      }
    }
    if (isIronic && (bad > 0 || isDenying)) [good, bad] = [0, good + bad];
    const score = Math.round(((good - bad) / (good + bad + 2)) * 1000) / 1000;
    const label = score <= -DECISIVE ? 'negative' : score >= DECISIVE ? 'positive' : 'neutral';
    return { label, score, words: [...decisive] };
  };
}
