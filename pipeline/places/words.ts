import type { WordBook } from '../segment/word-book.ts';

/** Words in reading order, each with its number in the word book. */
export interface FieldWords {
  readonly words: readonly string[];
  readonly numbers: Int32Array;
}

/**
 * Words cut again where the segmenter glues a name to what stands before or behind it (`市太悦城` behind an anonymised
 * `a`, `小区业主`, `镇政府`) or cuts through 街道. The same field where nothing is to be done. `candidates`: the indexes of
 * the words that {@link mayBeRecut}.
 */
export function recut(field: FieldWords, candidates: readonly number[], book: WordBook): FieldWords {
  const seams = candidates.filter((i) => isSeam(field.words, i));
  if (seams.length === 0) return field;
  const words: string[] = [];
  const numbers = new Int32Array(field.words.length + seams.length);
  let next = 0;
  const copyUntil = (end: number) => {
    numbers.set(field.numbers.subarray(next, end), words.length);
    while (next < end) words.push(field.words[next++] ?? '');
  };
  for (const i of seams) {
    copyUntil(i);
    for (const piece of piecesOf(field.words, i, words)) {
      numbers[words.length] = book.numberOf(piece);
      words.push(piece);
    }
    next = i + 1;
  }
  copyUntil(field.words.length);
  return { words, numbers: numbers.subarray(0, words.length) };
}

/** What word `i` becomes; 道 takes 街 back from the words before it. */
function piecesOf(from: readonly string[], i: number, before: string[]): string[] {
  const word = from[i] ?? '';
  const at = seamOf(word, from[i - 1] ?? '', from[i + 1] ?? '');
  return at > 0 ? [word.slice(0, at), word.slice(at)] : [(before.pop() ?? '') + word];
}

function isSeam(words: readonly string[], i: number): boolean {
  const word = words[i] ?? '';
  const before = words[i - 1] ?? '';
  return word === '道' ? before.endsWith('街') : seamOf(word, before, words[i + 1] ?? '') > 0;
}

/** Whether a word may be cut again, or joined to the one before it. */
export function mayBeRecut(word: string): boolean {
  return (
    word === '道' || GLUED.has(word) || CITY_SIDE.test(word) || (word.length > 1 && AREAS.includes(word.charAt(0)))
  );
}

const GLUED = new Map([
  ['小区业主', 2],
  ['小区物业', 2],
  ['小区内', 2],
  ['街道办', 2],
  ['街道办事处', 2],
  ['镇政府', 1],
  ['乡政府', 1],
]);

/** Where the word is to be cut; 0 for nowhere. */
function seamOf(word: string, before: string, next: string): number {
  const first = word.charAt(0);
  if (word.length > 1 && AREAS.includes(first) && !WHOLE.has(word) && /^[a-z]\d{0,2}$/.test(before)) return 1;
  // 悦城东门 is the east gate of 悦城.
  if (next === '门' && CITY_SIDE.test(word)) return 1;
  return GLUED.get(word) ?? 0;
}

const CITY_SIDE = /^城[东南西北]$/;
const AREAS = '市区县';
/** The letters before are the name of the county: K4县城, not K4县 and a name that begins with 城. */
const WHOLE = new Set(['县城', '市区', '市城区']);

export interface ReachLimits {
  /** Most characters a name may have. */
  maxChars: number;
  maxWords: number;
}

/**
 * The stretch of words before index `end` (exclusive) that may be a name, going back until a word that `ends` it.
 * Returns the index of its first word; `end` where there is none.
 */
export function reachBack(
  { words, numbers }: FieldWords,
  end: number,
  ends: (word: number) => boolean,
  { maxChars, maxWords }: ReachLimits,
): number {
  let chars = 0;
  let at = end;
  while (at > 0 && end - at < maxWords) {
    chars += (words[at - 1] ?? '').length;
    if (chars > maxChars || ends(numbers[at - 1] ?? 0)) break;
    at -= 1;
  }
  return at;
}

export function join(words: readonly string[], from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) text += words[i] ?? '';
  return text;
}

/** Finds which of some words a text ends with, the longest first; `null` where none. */
export function createEndings(endings: readonly string[]): (text: string) => string | null {
  const byLast = new Map<number, string[]>();
  for (const ending of [...new Set(endings)].sort((a, b) => b.length - a.length)) {
    const last = ending.charCodeAt(ending.length - 1);
    byLast.set(last, [...(byLast.get(last) ?? []), ending]);
  }
  return (text) => byLast.get(text.charCodeAt(text.length - 1))?.find((ending) => text.endsWith(ending)) ?? null;
}

/** Every spelling of a lexicon list. */
export function spellings(list: { entries: readonly { name: string; aliases: readonly string[] }[] } | undefined) {
  return (list?.entries ?? []).flatMap(({ name, aliases }) => [name, ...aliases]);
}
