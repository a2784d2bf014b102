import type { LexiconSpec } from '../../rules/schema.ts';
import { isWord } from '../segment/segmenter.ts';
import type { NameBounds } from './name-bounds.ts';
import { createEndings, type FieldWords, join, reachBack, spellings } from './words.ts';

/** A name that looks like an estate's. `weight` says how sure the form is; the name that weighs most is taken. */
export interface EstateCandidate {
  name: string;
  weight: number;
}

export const ESTATE_LISTS = { endings: '小区字尾', weakEndings: '小区弱字尾', excluded: '非小区' } as const;

/** Nothing but the word for an estate: what stands before it is the name, with its own ending or without. */
const GENERIC = new Set(['小区', '楼盘', '家属院', '家属区', '安置区']);
/** Words that follow the name of an estate. */
const FOLLOWERS = new Set(['业主', '小区', '楼盘', '全体业主', '业委会', '物业', '售楼部', '售楼处']);
const BUILDING_UNITS = new Set(['栋', '幢', '号楼', '#', '#楼', '楼栋']);
const NUMBERED_UNIT = /^(?:[a-z]?\d{1,3}|[a-z]|[一二三四五六七八九十]{1,3})(?:栋|幢|号楼)$/;
const PHASE = /^(?:第?[一二三四五六七八九\d]{1,2}期)$/;
const NUMBER = /^(?:[a-z]?\d{1,3}[a-z]?|[a-z]|[一二三四五六七八九十]{1,3})$/;

const OPENING = /^[“"「『【]$/;
const CLOSING = /^[”"」』】]$/;
const LIMITS = { maxChars: 12, maxWords: 6 };
const BARE = /^\p{Script=Han}{3,8}$/u;

/** Estates known by form alone: by their ending, or by what follows (…小区, …业主, …3栋, …二期). */
export function createEstateForms(lexicon: ReadonlyMap<string, LexiconSpec>, bounds: NameBounds) {
  const strong = spellings(lexicon.get(ESTATE_LISTS.endings));
  const weak = spellings(lexicon.get(ESTATE_LISTS.weakEndings));
  const excluded = new Set(spellings(lexicon.get(ESTATE_LISTS.excluded)));
  const strongEnding = createEndings(strong);
  const weakEnding = createEndings(weak);
  const excludedEnding = createEndings([...excluded]);
  const endings = [...strong, ...weak];

  /** Is one of the words that are no estates, or ends with one that has `length` characters or more. */
  function isExcluded(name: string, length: number): boolean {
    return excluded.has(name) || (excludedEnding(name)?.length ?? 0) >= length;
  }

  function endingOf(name: string): { text: string; isStrong: boolean } | null {
    const text = strongEnding(name);
    if (text !== null) return { text, isStrong: true };
    const short = weakEnding(name);
    return short === null ? null : { text: short, isStrong: false };
  }

  /** The name that ends before word `end`, when it has the form of an estate's. */
  function named(field: FieldWords, end: number): EstateCandidate | null {
    const { words, numbers } = field;
    const ending = endingOf((words[end - 2] ?? '') + (words[end - 1] ?? ''));
    if (ending === null) return null;
    const from = startOf(field, end - 1, bounds);
    const name = withTail(join(words, from, end), words[end] ?? '');
    const own = name.slice(0, name.lastIndexOf(ending.text));
    if (/^\d/.test(name)) return null;
    if (GENERIC.has(ending.text)) return quoted(words, end - 2) ?? generic(own, ending.text);
    if (isExcluded(name, ending.isStrong ? 3 : 1)) return null;
    if (!ending.isStrong && bounds.isCommonNoun(numbers[end - 1] ?? 0)) return null;
    if (own.length < (ending.isStrong ? 1 : 2)) return null;
    const followed = isFollowed(words, end);
    return { name, weight: (ending.isStrong ? 4 : 2) + (followed ? 3 : 0) };
  }

  /** 富之源小区 keeps the word, 锦绣家园小区 is 锦绣家园. */
  function generic(own: string, ending: string): EstateCandidate | null {
    if (own.endsWith('等')) return generic(own.slice(0, -1), ending);
    if (own.length < 2 || isExcluded(own, 1) || isExcluded(own + ending, 3)) return null;
    const has = endingOf(own);
    const complete = has !== null && !GENERIC.has(has.text) && own.length - has.text.length >= (has.isStrong ? 1 : 2);
    if (complete) return { name: own, weight: 7 };
    return { name: ending === '楼盘' ? own : own + ending, weight: ending === '小区' ? 6 : 4 };
  }

  /** “远洋香奈”小区: the name between the marks, of which the closing one is word `at`. */
  function quoted(words: readonly string[], at: number): EstateCandidate | null {
    if (!CLOSING.test(words[at] ?? '')) return null;
    const furthest = Math.max(0, at - LIMITS.maxWords - 1);
    let open = at - 1;
    while (open >= furthest && !OPENING.test(words[open] ?? '')) open -= 1;
    const name = open < furthest ? '' : join(words, open + 1, at);
    return name.length < 2 || name.length > LIMITS.maxChars ? null : { name, weight: 7 };
  }

  /** A name without ending, told by what follows: it holds something that is no everyday noun. */
  function bare(field: FieldWords, end: number): EstateCandidate | null {
    const { words, numbers } = field;
    const from = startOf(field, end, bounds);
    const name = join(words, from, end);
    if (name.includes('小区') || !BARE.test(name)) return null;
    if (numbers.subarray(from, end).every(bounds.isCommonNoun)) return null;
    const byBuilding = !PHASE.test(words[end] ?? '') && words[end] !== '业主';
    if (!byBuilding && bounds.isCommonNoun(numbers[end - 1] ?? 0)) return null;
    return isExcluded(name, 1) ? null : { name, weight: 3 };
  }

  return {
    /** Whether the word, perhaps with the one before it, may end an estate's name. */
    mayEnd: (word: string): boolean => endings.some((ending) => word.endsWith(ending) || ending.endsWith(word)),
    /** The estate whose name ends with word `i`. */
    at: (field: FieldWords, i: number): EstateCandidate | null => named(field, i + 1),
    /** The estate named right before the building, phase, 业主 or 项目 that begins at word `i`. */
    before(field: FieldWords, i: number): EstateCandidate | null {
      const { words } = field;
      if (isBuilding(words, i) || words[i] === '业主') return bare(field, i);
      return words[i] === '项目' && TAILS.test(words[i - 1] ?? '') ? bare(field, i) : null;
    },
  };
}

/** 和泰家园 after a verb or at the beginning of a phrase: a conjunction joins nothing there, so it is a part of the name. */
function startOf(field: FieldWords, end: number, bounds: NameBounds): number {
  const { words, numbers } = field;
  const from = withoutDate(words, reachBack(field, end, bounds.endsName, LIMITS));
  const before = words[from - 1] ?? '';
  // 杏花村小区: a village in front is the name where there is no other.
  if (from === end && before.length > 2 && before.endsWith('村')) return from - 1;
  const further = words[from - 2];
  const joins = further !== undefined && isWord(further) && bounds.isNounOrPronoun(numbers[from - 2] ?? 0);
  return CONJUNCTIONS.has(before) && !joins ? from - 1 : from;
}

/** Dates and house numbers stand before names: 5月, 168号. */
function withoutDate(words: readonly string[], from: number): number {
  let at = from;
  while (/^\d+$/.test(words[at] ?? '') && /^[年月日号路]$/.test(words[at + 1] ?? '')) at += 2;
  return at;
}

const CONJUNCTIONS = new Set(['和', '与', '同']);

/** The segmenter cuts 雍景阁 behind the ending that it knows. */
function withTail(name: string, next: string): string {
  return TAILS.test(next) ? name + next : name;
}

const TAILS = /^[苑府湾郡墅邸庭轩阁园院居里台谷汇]$/;

function isFollowed(words: readonly string[], at: number): boolean {
  return FOLLOWERS.has(words[at] ?? '') || isBuilding(words, at);
}

/** Whether the word may be the last of what follows an estate's name, or stand alone behind a number: 3栋, 二期, 业主. */
export function mayFollowEstate(word: string): boolean {
  if (word === '业主' || word === '项目' || word === '号楼') return true;
  return NUMBERED_UNIT.test(word) || PHASE.test(word) || /^[期栋幢楼#]$/.test(word);
}

/** 3栋, A座, 12号楼, 二期. */
function isBuilding(words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  if (NUMBERED_UNIT.test(word) || PHASE.test(word)) return true;
  if (!NUMBER.test(word)) return false;
  const next = words[at + 1] ?? '';
  return BUILDING_UNITS.has(next) || next === '期' || (next === '号' && words[at + 2] === '楼');
}
