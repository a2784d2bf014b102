import { resemblance } from './resemblance.ts';

/**
 * Endings of what has a name of its own: estates, streets, villages, schools, firms. Not a list of all such words: one
 * side with such an ending is enough, and what the analysis found as a place counts as well.
 */
const NAMED =
  /[\u4e00-\u9fff]{2,6}(?:小区|花园|家园|公寓|公馆|[雅嘉佳家新名花鑫]苑|华[府庭]|豪庭|名邸|府邸|[名新]城|新[村居]|人家|山庄|庄园|楼盘|社区|广场|大厦|国际|中心|[苑府郡墅湾邸里园城庭轩居阁]|大道|[路街巷镇乡村桥]|学校|[中小]学|医院|公司|置业|地产|物业)/g;
/** Places made anonymous (A3区), and numbers with what they count or name. */
const CODED = /[a-z]+\d+[市区县]?|[a-z][市区县]/g;
const COUNTED = /\d+(?:\.\d+)?|[一二三四五六七八九十百千万两]+(?=[号栋幢座期单元层楼])/g;

/** Characters on either side by which a place in one text is found in the other. */
const CONTEXT = 4;
const LONGEST_NAME = 14;
/** Places of one name, or of its neighbours, that are looked at. */
const MOST_PLACES = 6;
/** So much of both texts, leaving numbers aside, must be the same for a number to make the difference. */
const OTHERWISE_EQUAL = 0.9;
/** So alike must they be once a name found by its ending alone is the same in both: many edits hit names by chance. */
const ALIKE_BUT_FOR_THE_NAME = 0.75;

/** A stretch of one text and what stands in its place in the other. */
interface Swap {
  here: string;
  there: string;
  /** Known to be a place, not only shaped like one. */
  isSure: boolean;
}

interface Place {
  start: number;
  end: number;
  isSure: boolean;
}

/**
 * Whether two texts that are much alike speak of different things: in the same surroundings the one names an estate, a
 * street, a place and the other another one; or all is equal but a number (building, flat, amount).
 * Typing mistakes make no new name: what was put in its place must have next to nothing in common with it. Symmetric.
 * @param names places that the analysis found in either text
 */
export function namesAnother(a: string, b: string, names: readonly string[] = []): boolean {
  const isOther = (here: string, there: string) =>
    swapsOf(here, there, names).some(
      (swap) => isOtherName(swap) && (swap.isSure || isAllThatDiffers(swap, here, there)),
    );
  return isOther(a, b) || isOther(b, a) || differsInNumbers(a, b);
}

function swapsOf(a: string, b: string, names: readonly string[]): Swap[] {
  const swaps: Swap[] = [];
  const seen = new Map<string, number>();
  for (const place of placesIn(a, names)) {
    const name = a.slice(place.start, place.end);
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    if (times >= MOST_PLACES || b.includes(name)) continue;
    const there = inTheSamePlace(a, place, b);
    if (there !== null) swaps.push({ ...core(name, there), isSure: place.isSure });
  }
  return swaps;
}

function placesIn(text: string, names: readonly string[]): Place[] {
  const sure = names.flatMap((name) => {
    const found: Place[] = [];
    for (
      let at = text.indexOf(name);
      at >= 0 && found.length < MOST_PLACES && name !== '';
      at = text.indexOf(name, at + 1)
    ) {
      found.push({ start: at, end: at + name.length, isSure: true });
    }
    return found;
  });
  const shaped = (pattern: RegExp, isSure: boolean) =>
    Array.from(text.matchAll(pattern), ({ 0: name, index }) => ({ start: index, end: index + name.length, isSure }));
  return [...sure, ...shaped(CODED, true), ...shaped(NAMED, false)];
}

function isAllThatDiffers({ here, there }: Swap, a: string, b: string): boolean {
  return resemblance(a.replaceAll(here, ''), b.replaceAll(there, '')).alike >= ALIKE_BUT_FOR_THE_NAME;
}

/** What stands in the other text between the same neighbours; null where they do not stand there so. */
function inTheSamePlace(a: string, { start, end }: { start: number; end: number }, b: string): string | null {
  const after = a.slice(end, end + CONTEXT);
  // A name found by its ending may begin too early: the neighbours are looked for before each of its characters.
  for (let from = start; from <= end - 2; from++) {
    const before = a.slice(Math.max(0, from - CONTEXT), from);
    for (const begin of endsOf(before, b)) {
      const stop = after.length < CONTEXT ? b.length - after.length : b.indexOf(after, begin);
      if (stop >= begin && stop - begin <= LONGEST_NAME && b.startsWith(after, stop)) {
        return a.slice(start, from) + b.slice(begin, stop);
      }
    }
  }
  return null;
}

/** Where the neighbours end in the other text; those that are the beginning of a text must be the beginning there too. */
function endsOf(before: string, b: string): number[] {
  if (before.length < CONTEXT) return b.startsWith(before) ? [before.length] : [];
  const ends: number[] = [];
  for (let at = b.indexOf(before); at >= 0 && ends.length < MOST_PLACES; at = b.indexOf(before, at + 1)) {
    ends.push(at + before.length);
  }
  return ends;
}

/** The two without what they begin and end with alike. */
function core(here: string, there: string): { here: string; there: string } {
  const shorter = Math.min(here.length, there.length);
  let head = 0;
  while (head < shorter && here[head] === there[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && here.at(-1 - tail) === there.at(-1 - tail)) tail += 1;
  return { here: here.slice(head, here.length - tail), there: there.slice(head, there.length - tail) };
}

/** Whether one name can neither be the other misspelt, turned round, or with its phase, nor have much in common with it. */
export function areOtherNames(a: string, b: string): boolean {
  return isOtherName(core(a, b));
}

/** The same, however much they have in common: for texts that are otherwise equal, where the name is all that differs. */
export function areTwoNames(a: string, b: string): boolean {
  const { here, there } = core(a, b);
  return here.length > 1 && there.length > 1 && without([...here], [...there]).length > 0;
}

function isOtherName({ here, there }: { here: string; there: string }): boolean {
  if (isCode(here) && isCode(there)) return true;
  if (here.length < 2 || there.length < 2) return false;
  const common = Array.from(here).filter((character) => there.includes(character)).length;
  return common * 4 <= Math.max(here.length, there.length);
}

function isCode(text: string): boolean {
  return /^[a-z]?\d*[市区县]?$/.test(text) && text !== '';
}

function differsInNumbers(a: string, b: string): boolean {
  const ours = numbersIn(a);
  const theirs = numbersIn(b);
  if (!nearlyEqual(ours.bare, theirs.bare)) return false;
  return without(ours.numbers, theirs.numbers).length > 0 && without(theirs.numbers, ours.numbers).length > 0;
}

function numbersIn(text: string): { bare: string; numbers: string[] } {
  const numbers: string[] = [];
  const bare = text.replace(COUNTED, (number) => {
    numbers.push(number);
    return '0';
  });
  return { bare, numbers };
}

/** What is left of the first list when each member of the second has taken away one like it. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
}

/** Same beginning and same end, and little between them. */
function nearlyEqual(a: string, b: string): boolean {
  const swap = core(a, b);
  return Math.max(swap.here.length, swap.there.length) <= Math.max(a.length, b.length) * (1 - OTHERWISE_EQUAL);
}
