import type { LexiconSpec } from '../../rules/schema.ts';
import { createEndings, spellings } from './words.ts';

export const BOUND_LISTS = {
  boundaries: '名称边界',
  modifiers: '名称修饰词',
  nameWords: '名称用词',
  noAreas: '非地名',
} as const;

/** Where names in running text begin. */
export interface NameBounds {
  /** Stands before names and is no part of one: function words, verbs, ends of larger places. */
  isBoundary(word: string): boolean;
  /** As above, for companies: places and directions are parts of their names. */
  isCompanyBoundary(word: string): boolean;
  /** The name, or the word it ends with, looks like a district or street and is none. */
  isNoArea(name: string, lastWord: string): boolean;
  /** A noun of everyday use (家庭, 学府), not one of places or persons. */
  isCommonNoun(word: string): boolean;
  /** A thing or person: what stands before 和 when that joins two. */
  isNounOrPronoun(word: string): boolean;
}

/** Ends of larger places, which stand before the names of smaller ones. */
const AREA_END = /(?:[省市区县镇乡村路组]|街道|大道|社区|.[内边旁侧])$/;
/**
 * Parts of speech that no name begins with, for words of two characters or more: verbs, adverbs, prepositions,
 * conjunctions, pronouns, particles, idioms, times. Single characters are judged by the lexicon alone, as the segmenter
 * leaves unknown names in single characters.
 */
const NO_NAME = /^(?:v|vn|vd|d|df|dg|b|i|l|t|z|ad|p|c|r|u.*|y|e|o|q)$/;
/** Numbers that count something; 五里, 十里 are common in names. */
const COUNTING = /^(?:第|两|几|数|多|\d)|[座个家期次年月日天栋幢层楼户位名多万千百余套]$/;
const WORDS_KEPT = 50_000;

/** Words are judged by the lexicon, else by their part of speech; the answers are kept. */
export function createNameBounds(
  lexicon: ReadonlyMap<string, LexiconSpec>,
  partOfSpeech: (word: string) => string,
): NameBounds {
  const boundaries = new Set(spellings(lexicon.get(BOUND_LISTS.boundaries)));
  const nameWords = new Set(spellings(lexicon.get(BOUND_LISTS.nameWords)));
  const modifiers = new Set(spellings(lexicon.get(BOUND_LISTS.modifiers)));
  const noAreas = new Set(spellings(lexicon.get(BOUND_LISTS.noAreas)));
  const longNoArea = createEndings([...noAreas].filter((word) => word.length > 2));
  const kindOf = kept(partOfSpeech);

  function isNoPart(word: string): boolean {
    if (word.length < 2 || nameWords.has(word) || !/^\p{Script=Han}/u.test(word)) return false;
    const kind = kindOf(word);
    return kind === 'm' ? COUNTING.test(word) : NO_NAME.test(kind);
  }

  return {
    isBoundary: kept(
      (word) =>
        boundaries.has(word) || word.endsWith('公司') || modifiers.has(word) || AREA_END.test(word) || isNoPart(word),
    ),
    isCompanyBoundary: kept((word) =>
      boundaries.has(word) ? !nameWords.has(word) : !AREA_END.test(word) && isNoPart(word),
    ),
    isNoArea: (name, lastWord) => noAreas.has(name) || noAreas.has(lastWord) || longNoArea(name) !== null,
    isCommonNoun: (word) => word.length > 1 && kindOf(word) === 'n',
    isNounOrPronoun: (word) => /^[nr]/.test(kindOf(word)),
  };
}

/** Keeps the answers: the same words come again and again. */
function kept<Answer>(ask: (word: string) => Answer): (word: string) => Answer {
  const answers = new Map<string, Answer>();
  return (word) => {
    const known = answers.get(word);
    if (known !== undefined) return known;
    const answer = ask(word);
    if (answers.size >= WORDS_KEPT) answers.clear();
    answers.set(word, answer);
    return answer;
  };
}
