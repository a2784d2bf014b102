/** A folded field and its words, which join to it. */
export interface FieldWords {
  folded: string;
  words: readonly string[];
}

/** Han characters, Latin letters and digits: what names are made of. */
const NAME = /^[\p{Script=Han}a-z0-9]+$/u;
/** As in company names of which a part was made unreadable: 浙*西置业. */
const MASKED_NAME = /^[\p{Script=Han}a-z0-9*·.]+$/u;

/**
 * Words cut again where the segmenter glues a name to what stands before or behind it (`市太悦城` behind an anonymised
 * `a`, `小区业主`, `镇政府`) or cuts through 街道. The same array where nothing is to be done.
 */
export function recut(words: readonly string[]): readonly string[] {
  let cut: string[] | null = null;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (SEAM_SIGNS[word.charCodeAt(0)] !== 1) {
      cut?.push(word);
      continue;
    }
    const before = words[i - 1] ?? '';
    if (word === '道' && before.endsWith('街')) {
      cut ??= words.slice(0, i);
      cut[cut.length - 1] += word;
      continue;
    }
    const at = word.length > 1 ? seamOf(word, before) : 0;
    if (at === 0) cut?.push(word);
    else {
      cut ??= words.slice(0, i);
      cut.push(word.slice(0, at), word.slice(at));
    }
  }
  return cut ?? words;
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

/** First characters of what may have to be cut: most words are passed over by this alone. */
const SEAM_SIGNS = new Uint8Array(0x10000);
for (const sign of '市区县道小街镇乡') SEAM_SIGNS[sign.charCodeAt(0)] = 1;

function seamOf(word: string, before: string): number {
  const first = word.charAt(0);
  if ((first === '市' || first === '区' || first === '县') && /^[a-z]\d{0,2}$/.test(before)) return 1;
  return GLUED.get(word) ?? 0;
}

export interface ReachLimits {
  /** Most characters a name may have. */
  maxChars: number;
  maxWords: number;
  /** Takes asterisks, which hide a part of a name, for a part of it. */
  masked?: boolean;
}

/**
 * The stretch of words before index `end` (exclusive) that may be a name, going back until a word that stands before
 * names and is no part of them. Returns the index of its first word; `end` where there is none.
 */
export function reachBack(
  words: readonly string[],
  end: number,
  isBoundary: (word: string, at: number) => boolean,
  { maxChars, maxWords, masked = false }: ReachLimits,
): number {
  const part = masked ? MASKED_NAME : NAME;
  let chars = 0;
  let at = end;
  while (at > 0 && end - at < maxWords) {
    const word = words[at - 1] ?? '';
    chars += word.length;
    if (chars > maxChars || !part.test(word) || isBoundary(word, at - 1)) break;
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
