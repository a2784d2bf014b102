import type { LexiconSpec } from '../../rules/schema.ts';
import { isWord } from '../segment/segmenter.ts';
import { type Followed, followerAt, isFollowed, isNumberedSection } from './estate-followers.ts';
import type { NameBounds } from './name-bounds.ts';
import { createEndings, type FieldWords, join, reachBack, spellings } from './words.ts';

/** A name that looks like an estate's. `weight` says how sure the form is; the name that weighs most is taken. */
export interface EstateCandidate {
  name: string;
  weight: number;
}

export const ESTATE_LISTS = {
  endings: '小区字尾',
  weakEndings: '小区弱字尾',
  followedEndings: '小区随字尾',
  excluded: '非小区',
  otherThings: '小区名后词',
} as const;

/** Nothing but the word for an estate: what stands before it is the name, with its own ending or without. */
const GENERIC = new Set(['小区', '楼盘', '家属院', '家属区', '安置区']);
const OPENING = /^[“"「『【]$/;
const CLOSING = /^[”"」』】]$/;
const LIMITS = { maxChars: 12, maxWords: 6 };
const BARE = /^\p{Script=Han}{3,8}$/u;
/** 嘉乐园居住小区: what kind of 小区 it is, no part of its name. */
const KIND = /(?:居住|住宅|商住|生活)$/;
const BUILT_FOR = new Set(['安置', '回迁', '拆迁', '公租房', '廉租房', '保障房', '棚改', '经济适用房']);
const OF_VILLAGE = /^(?:村民|村委|村委会|支书|第?[一二三四五六七八九十\d]{1,2}组)$/;

/** Estates known by form alone: by their ending, or by what follows (…小区, …业主, …3栋, …二期). */
export function createEstateForms(lexicon: ReadonlyMap<string, LexiconSpec>, bounds: NameBounds) {
  const strong = spellings(lexicon.get(ESTATE_LISTS.endings));
  const weak = spellings(lexicon.get(ESTATE_LISTS.weakEndings));
  const followed = createEndings(spellings(lexicon.get(ESTATE_LISTS.followedEndings)));
  const excluded = new Set(spellings(lexicon.get(ESTATE_LISTS.excluded)));
  const otherThings = new Set(spellings(lexicon.get(ESTATE_LISTS.otherThings)));
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
    const last = words[end - 1] ?? '';
    const from = startOf(field, ending.text.length > last.length ? end - 2 : end - 1, bounds);
    const name = withTail(join(words, from, end), words[end] ?? '');
    const own = name.slice(0, name.lastIndexOf(ending.text));
    if (/^\d/.test(name)) return null;
    if (GENERIC.has(ending.text)) return quoted(words, end - 2) ?? resettled(field, end) ?? generic(own, ending.text);
    if (isExcluded(name, ending.isStrong ? 3 : 1)) return null;
    if (!ending.isStrong && bounds.isCommonNoun(numbers[end - 1] ?? 0)) return null;
    if (own.length < (ending.isStrong ? 1 : 2)) return null;
    if (isOtherThing(words, from, end, ending)) return null;
    return { name, weight: (ending.isStrong ? 4 : 2) + (isFollowed(words, end) ? 3 : 0) };
  }

  /** 李家湾采石场 is no estate, nor is 溪口新村 with its 村民. */
  function isOtherThing(
    words: readonly string[],
    from: number,
    end: number,
    ending: { text: string; isStrong: boolean },
  ): boolean {
    const next = words[end] ?? '';
    if (!ending.isStrong && otherThings.has(next)) return true;
    if (ending.text !== '新村') return false;
    return OF_VILLAGE.test(next) || words[end + 1] === '组' || /[镇乡]$/.test(words[from - 1] ?? '');
  }

  /** 富之源小区 keeps the word, 锦绣家园小区 is 锦绣家园. */
  function generic(own: string, ending: string): EstateCandidate | null {
    if (own.endsWith('等')) return generic(own.slice(0, -1), ending);
    if (KIND.test(own)) return generic(own.replace(KIND, ''), ending);
    if (own.length < 2 || isNoName(own) || isExcluded(own + ending, 3)) return null;
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

  /** Ends with a word that is no estate; 和盛中央公园小区 is one. */
  function isNoName(own: string): boolean {
    if (excluded.has(own)) return true;
    const ending = excludedEnding(own) ?? '';
    return ending !== '' && (!ending.endsWith('公园') || own.length - ending.length < 2);
  }

  /** 蓝子堤安置小区: what the estate was built for belongs to the name that stands before it. */
  function resettled(field: FieldWords, end: number): EstateCandidate | null {
    const { words, numbers } = field;
    if (!BUILT_FOR.has(words[end - 2] ?? '')) return null;
    const from = startOf(field, end - 2, bounds);
    const own = join(words, from, end - 2);
    if (!BARE.test(own) || isExcluded(own, 1) || numbers.subarray(from, end - 2).every(bounds.isCommonNoun))
      return null;
    return { name: join(words, from, end), weight: 6 };
  }

  /** A name without ending, told by what follows: it holds something that is no everyday noun. */
  function bare(field: FieldWords, { kind, end }: Followed): EstateCandidate | null {
    const { words, numbers } = field;
    const last = words[end - 1] ?? '';
    const from = startOf(field, isNumberedSection(last) ? end - 1 : end, bounds);
    const name = join(words, from, end);
    if (name.includes('小区') || !BARE.test(name) || /[和与及等]$/.test(name)) return null;
    if (isExcluded(name, 1)) return null;
    const isNamedSo = followed(name) !== null;
    // 财富中心 right behind a county is a name, though both words are everyday ones.
    const isInArea = isNamedSo && /[市区县镇]$/.test(words[from - 1] ?? '');
    if (!isInArea && numbers.subarray(from, end).every(bounds.isCommonNoun)) return null;
    const may = kind === 'building' || !bounds.isCommonNoun(numbers[end - 1] ?? 0);
    if (kind === 'works' ? !TAILS.test(last) && !isNamedSo : !may && (kind === 'gate' || !isNamedSo)) return null;
    return { name, weight: 3 };
  }

  return {
    /** Whether the word, perhaps with the one before it, may end an estate's name. */
    mayEnd: (word: string): boolean => endings.some((ending) => word.endsWith(ending) || ending.endsWith(word)),
    /** The estate whose name ends with word `i`. */
    at: (field: FieldWords, i: number): EstateCandidate | null => named(field, i + 1),
    /** The estate named right before what begins at word `i`: a building, phase, 业主, 项目, … */
    before(field: FieldWords, i: number): EstateCandidate | null {
      const found = followerAt(field.words, i);
      return found === null ? null : bare(field, found);
    },
  };
}

/** 和泰家园 after a verb or at the beginning of a phrase: a conjunction joins nothing there, so it is a part of the name. */
function startOf(field: FieldWords, end: number, bounds: NameBounds): number {
  const { words } = field;
  const from = withoutDate(words, reachBack(field, end, bounds.endsName, LIMITS));
  const before = words[from - 1] ?? '';
  // 杏花村小区: a village in front is the name where there is no other.
  if (from === end && before.length > 2 && before.endsWith('村')) return from - 1;
  return CONJUNCTIONS.has(before) && !joinsNames(field, from - 1, bounds) ? from - 1 : from;
}

/** Dates and house numbers stand before names: 5月, 168号. */
function withoutDate(words: readonly string[], from: number): number {
  let at = from;
  while (/^\d+$/.test(words[at] ?? '') && /^[年月日号路]$/.test(words[at + 1] ?? '')) at += 2;
  return at;
}

const CONJUNCTIONS = new Set(['和', '与', '同']);

/** Whether the conjunction at word `i` has something in front that it joins to what comes. */
function joinsNames({ words, numbers }: FieldWords, i: number, bounds: NameBounds): boolean {
  const before = words[i - 1];
  if (before === undefined || !isWord(before)) return false;
  return bounds.isNounOrPronoun(numbers[i - 1] ?? 0) || before === '办';
}

/** The segmenter cuts 雍景阁 behind the ending that it knows. */
function withTail(name: string, next: string): string {
  return TAILS.test(next) ? name + next : name;
}

const TAILS = /^[苑府湾郡墅邸庭轩阁园院居里台谷汇]$/;
