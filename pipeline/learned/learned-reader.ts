import type { Learned } from '../../rules/rule-set.ts';
import type { LearnedSpec, ScoringSpec } from '../../rules/schema.ts';
import type { LearnedEvidence } from '../model/learned.ts';
import { featureName, walkWords } from './walk-words.ts';

/** Reads what the learned weights say of a segmented post. */
export type LearnedReader = (titleWords: readonly string[], textWords: readonly string[]) => LearnedEvidence;

const MOST_WORDS = 6;

/** Null where the learned part is not in use: posts then cost nothing. */
export function createLearnedReader({ model }: Learned, scoring: ScoringSpec): LearnedReader | null {
  return model?.inUse ? createWeightReader(model, scoring) : null;
}

export function createWeightReader(
  { bias, words }: Pick<LearnedSpec, 'bias' | 'words'>,
  scoring: Pick<ScoringSpec, 'domain' | 'learned'>,
): LearnedReader {
  // Looked up word by word, so that no pair has to be put together for a post.
  const weights = new Map<string | null, Map<string, number>>();
  for (const [name, weight] of Object.entries(words)) {
    const [first = '', second] = name.split(' ');
    const [before, word] = second === undefined ? [null, first] : [first, second];
    const known = weights.get(before) ?? new Map<string, number>();
    weights.set(before, known.set(word, weight));
  }

  return (titleWords, textWords) => {
    const spoken = new Map<string, number>();
    walkWords(titleWords, textWords, scoring.domain, (before, word, emphasis) => {
      const weight = weights.get(before)?.get(word);
      if (weight === undefined) return;
      const name = featureName(before, word);
      if (!spoken.has(name)) spoken.set(name, weight * emphasis);
    });
    let sum = bias;
    for (const evidence of spoken.values()) sum += evidence;
    const loudest = [...spoken]
      .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
      .slice(0, MOST_WORDS)
      .map(([word, evidence]) => ({ word, evidence }));
    return { evidence: within(sum, scoring.learned.evidence), words: loudest };
  };
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
