import type { LexiconSpec } from '../schema.ts';

/** The list of the lexicon that names other spellings of words: by sound, by shape, half in pinyin. */
export const VARIANTS_LIST = '写法变体';
/** A term made of several words with many variants each would multiply; what is beyond is not sought. */
const MOST_SPELLINGS = 64;

export interface SpellingOptions {
  fold(text: string): string;
  lexicon: ReadonlyMap<string, LexiconSpec>;
}

/**
 * Prepares a function that gives, for a folded term, itself and every spelling that the variants list allows, also of a
 * word within it: 上访户 → 上访户, 上坊户 …. In the order of the list, so that it depends on nothing else.
 */
export function createSpellings({ fold, lexicon }: SpellingOptions): (term: string) => readonly string[] {
  const variants = foldedVariants(lexicon.get(VARIANTS_LIST), fold);
  const starts = new Set(variants.map(({ word }) => word.charAt(0)));
  return (term) => {
    const spellings = new Set([term]);
    if (![...term].some((character) => starts.has(character))) return [term];
    for (const { word, others } of variants) {
      if (!term.includes(word)) continue;
      for (const spelling of [...spellings]) {
        for (const other of others) {
          if (spellings.size >= MOST_SPELLINGS) return [...spellings];
          spellings.add(spelling.replaceAll(word, other));
        }
      }
    }
    return [...spellings];
  };
}

function foldedVariants(list: LexiconSpec | undefined, fold: (text: string) => string) {
  return (list?.entries ?? []).map(({ name, aliases }) => ({ word: fold(name), others: aliases.map(fold) }));
}
