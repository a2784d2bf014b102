import type { LexiconSpec } from '../../rules/schema.ts';
import type { WordBook } from '../segment/word-book.ts';
import { createEndings, spellings } from './words.ts';

export const BOUND_LISTS = {
  boundaries: '名称边界',
  modifiers: '名称修饰词',
  nameWords: '名称用词',
  noAreas: '非地名',
} as const;

/** Where names in running text begin. Words are given by their number in the word book. */
export interface NameBounds {
  /** Stands before names and is no part of one: function words, verbs, ends of larger places. */
  isBoundary(word: number): boolean;
  /** A boundary, or no word at all: a name does not reach back over it. */
  endsName(word: number): boolean;
  /** As above, for short names of companies, of which a part may have been made unreadable: 浙*西置业. */
  endsShortCompany(word: number): boolean;
  /** As above, for companies: places and directions are parts of their names. */
  endsCompany(word: number): boolean;
  /** The name, or the word it ends with, looks like a district or street and is none. */
  isNoArea(name: string, lastWord: string): boolean;
  /** A noun of everyday use (家庭, 学府), not one of places or persons. */
  isCommonNoun(word: number): boolean;
  /** The name of a larger place (绍兴, 江东). */
  isPlaceName(word: number): boolean;
  /** A thing or person: what stands before 和 when that joins two. */
  isNounOrPronoun(word: number): boolean;
}

/** Ends of larger places, which stand before the names of smaller ones. */
const AREA_END = /(?:[省市区县乡村路组]|(?<!小)镇|街道|大道|社区|.[内边旁侧面])$/;
/**
 * Parts of speech that no name begins with, for words of two characters or more: verbs, adverbs, prepositions,
 * conjunctions, pronouns, particles, idioms, times. Single characters are judged by the lexicon alone, as the segmenter
 * leaves unknown names in single characters.
 */
const NO_NAME = /^(?:v|vn|vd|d|df|dg|b|i|l|t|ad|p|c|r|u.*|y|e|o|q)$/;
/** 偷偷, 严严实实: states that tell how; others (璀璨) are in names. */
const DOUBLED = /(.)\1/u;
/** Numbers that count something; 五里, 十里 are common in names. */
const COUNTING = /^(?:第|两|几|数|多|\d)|[座个家期次年月日天栋幢层楼户位名多万千百余套]$/;
/** Han characters, Latin letters and digits: what names are made of. */
const NAME = /^[\p{Script=Han}a-z0-9]+$/u;
const MASKED_NAME = /^[\p{Script=Han}a-z0-9*·.]+$/u;

/** Of the words without part of speech those that our own dictionary adds: 自来水公司. */
const OWN_WORD = /^\p{Script=Han}{2,}$/u;

const BOUNDARY = 1;
const COMPANY_BOUNDARY = 2;
const NO_WORD = 4;
const NO_MASKED_WORD = 8;

const COMMON_NOUN = 1;
const NOUN_OR_PRONOUN = 2;
const PLACE_NAME = 4;

/** Words are judged by the lexicon, else by their part of speech. */
export function createNameBounds(
  lexicon: ReadonlyMap<string, LexiconSpec>,
  book: WordBook,
  partOfSpeech: (word: string) => string,
): NameBounds {
  const boundaries = new Set(spellings(lexicon.get(BOUND_LISTS.boundaries)));
  const nameWords = new Set(spellings(lexicon.get(BOUND_LISTS.nameWords)));
  const modifiers = new Set(spellings(lexicon.get(BOUND_LISTS.modifiers)));
  const noAreas = new Set(spellings(lexicon.get(BOUND_LISTS.noAreas)));
  const longNoArea = createEndings([...noAreas].filter((word) => word.length > 2));

  function isNoPart(word: string): boolean {
    if (word.length < 2 || nameWords.has(word) || !/^\p{Script=Han}/u.test(word)) return false;
    const kind = partOfSpeech(word);
    // Words that our own dictionary adds (偷工减料, 房产证) are of matters, none are of names.
    return kind === 'm'
      ? COUNTING.test(word)
      : kind === 'x' || (kind === 'z' && DOUBLED.test(word)) || NO_NAME.test(kind);
  }

  function boundaryKind(word: string): number {
    if (boundaries.has(word)) return nameWords.has(word) ? BOUNDARY : BOUNDARY | COMPANY_BOUNDARY;
    if (AREA_END.test(word)) return BOUNDARY;
    if (isNoPart(word)) return BOUNDARY | COMPANY_BOUNDARY;
    return word.endsWith('公司') || modifiers.has(word) ? BOUNDARY : 0;
  }

  const kinds = book.column(
    (word) => boundaryKind(word) | (NAME.test(word) ? 0 : NO_WORD) | (MASKED_NAME.test(word) ? 0 : NO_MASKED_WORD),
  );
  const nouns = book.column((word) => {
    const kind = partOfSpeech(word);
    return (
      (word.length > 1 && kind === 'n' ? COMMON_NOUN : 0) |
      (/^[nr]/.test(kind) || (kind === 'x' && OWN_WORD.test(word)) ? NOUN_OR_PRONOUN : 0) |
      (word.length > 1 && kind === 'ns' ? PLACE_NAME : 0)
    );
  });

  return {
    isBoundary: (word) => (kinds.of(word) & BOUNDARY) !== 0,
    endsName: (word) => (kinds.of(word) & (BOUNDARY | NO_WORD)) !== 0,
    endsShortCompany: (word) => (kinds.of(word) & (BOUNDARY | NO_MASKED_WORD)) !== 0,
    endsCompany: (word) => (kinds.of(word) & (COMPANY_BOUNDARY | NO_MASKED_WORD)) !== 0,
    isNoArea: (name, lastWord) => noAreas.has(name) || noAreas.has(lastWord) || longNoArea(name) !== null,
    isCommonNoun: (word) => (nouns.of(word) & COMMON_NOUN) !== 0,
    isPlaceName: (word) => (nouns.of(word) & PLACE_NAME) !== 0,
    isNounOrPronoun: (word) => (nouns.of(word) & NOUN_OR_PRONOUN) !== 0,
  };
}
