/** Words that follow the name of an estate. */
const FOLLOWERS = new Set(['业主', '小区', '楼盘', '全体业主', '业委会', '物业', '开发商', '售楼部', '售楼处']);
const SELLERS = new Set(['开发商', '售楼部', '售楼处']);
const BUILDING_UNITS = new Set(['栋', '幢', '号楼', '#', '#楼', '楼栋']);
const NUMBERED_UNIT = /^(?:[a-z]?\d{1,3}|[a-z]|[一二三四五六七八九十]{1,3})(?:栋|幢|号楼)$/;
const PHASE = /^(?:第?[一二三四五六七八九\d]{1,2}期)$/;
const NUMBER = /^(?:[a-z]?\d{1,3}[a-z]?|[a-z]|[一二三四五六七八九十]{1,3})$/;
const SECTION = /^[东南西北中一二三四五六七八九十]区$/;
const NUMBERED_SECTION = /^[一二三四五六七八九十]区$/;
const OF_OWNERS = /^(?:全体|广大|众多|部分|普通|\d{1,5}|[多余]?户|一?名|一位|[一-十百千]+户)$/;
/** Words between 的 and 业主 at most: 的900多户业主. */
const FAR = 5;

/** What follows a name and tells that it is an estate's: how a bare name may look there. */
export type Follower = 'building' | 'phase' | 'owners' | 'sellers' | 'gate' | 'works';

export interface Followed {
  kind: Follower;
  /** The name ends before this word. */
  end: number;
}

/** Whether the word may be the last of what follows an estate's name, or stand alone behind a number: 3栋, 二期, 业主. */
export function mayFollowEstate(word: string): boolean {
  if (word === '业主' || word === '项目' || word === '号楼' || word === '门' || SELLERS.has(word)) return true;
  return (
    NUMBERED_UNIT.test(word) ||
    PHASE.test(word) ||
    /^[期栋幢楼#]$/.test(word) ||
    /^[东南西北]门$/.test(word) ||
    SECTION.test(word)
  );
}

/** What begins at word `i` and follows a name: 3栋, 东区5幢, 二期, 的全体业主, 开发商, 东门, 项目. */
export function followerAt(words: readonly string[], i: number): Followed | null {
  const word = words[i] ?? '';
  if (isBuilding(words, i)) return { kind: isPhase(words, i) ? 'phase' : 'building', end: endBefore(words, i) };
  if (word === '业主') return { kind: 'owners', end: ownedAt(words, i) };
  if (SELLERS.has(word)) return { kind: 'sellers', end: i };
  if (isGate(words, i) || SECTION.test(word)) return { kind: 'gate', end: withoutBracket(words, i) };
  return word === '项目' ? { kind: 'works', end: i } : null;
}

/** Whether what stands at word `at` follows an estate's name. */
export function isFollowed(words: readonly string[], at: number): boolean {
  const i = words[at] === '（' || words[at] === '(' ? at + 1 : at;
  if (FOLLOWERS.has(words[i] ?? '') || isBuilding(words, i) || isGate(words, i)) return true;
  return SECTION.test(words[i] ?? '') || isOwned(words, i);
}

/** 悦城（东区）: the name ends before the bracket. */
function withoutBracket(words: readonly string[], i: number): number {
  return i > 0 && /^[（(]$/.test(words[i - 1] ?? '') ? i - 1 : i;
}

/** 翠苑四区 is a name, of 绿城蓝庭西区 the direction is no part. */
export function isNumberedSection(word: string): boolean {
  return NUMBERED_SECTION.test(word);
}

/** 东区5幢: sections by direction stand between the name and the building. */
function endBefore(words: readonly string[], i: number): number {
  let end = i;
  while (end > 0 && SECTION.test(words[end - 1] ?? '') && !isNumberedSection(words[end - 1] ?? '')) end -= 1;
  return end;
}

/** Index of 的 in 的全体业主; that of 业主 where there is none. */
function ownedAt(words: readonly string[], i: number): number {
  let at = i - 1;
  while (at > i - FAR && OF_OWNERS.test(words[at] ?? '')) at -= 1;
  return words[at] === '的' ? at : i;
}

function isOwned(words: readonly string[], i: number): boolean {
  if (words[i] !== '的') return false;
  let at = i + 1;
  while (at < i + FAR && OF_OWNERS.test(words[at] ?? '')) at += 1;
  return words[at] === '业主';
}

/** 东门, unless that is the name of a street or a bridge. */
function isGate(words: readonly string[], i: number): boolean {
  const word = words[i] ?? '';
  const isSplit = /^[东南西北]$/.test(word) && words[i + 1] === '门';
  if (!isSplit && !/^[东南西北]门$/.test(word)) return false;
  return !/^[阁街桥路村巷坡塔寺]/.test(words[isSplit ? i + 2 : i + 1] ?? '');
}

function isPhase(words: readonly string[], i: number): boolean {
  return PHASE.test(words[i] ?? '') || words[i + 1] === '期';
}

/** 3栋, A座, 12号楼, 二期. */
function isBuilding(words: readonly string[], i: number): boolean {
  const word = words[i] ?? '';
  if (NUMBERED_UNIT.test(word) || PHASE.test(word)) return true;
  if (!NUMBER.test(word)) return false;
  const next = words[i + 1] ?? '';
  if (BUILDING_UNITS.has(next) || next === '期') return true;
  return next === '号' && words[i + 2] === '楼';
}
