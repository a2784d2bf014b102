/** Cuts text into words. */
export interface Segmenter {
  /**
   * Where words begin: 1 at the first UTF-16 unit of each, 0 elsewhere; length is text.length + 1, the last entry is 1.
   * White space and punctuation are words of their own, a run of Latin letters and digits is one word, surrogate pairs
   * stay whole. Deterministic, in time linear in the length.
   */
  boundaries(text: string): Uint8Array;
  /** The words in reading order; joined they give the text again. */
  cut(text: string): readonly string[];
  /**
   * Part of speech of one word by the dictionary, in the tag set of ICTCLAS (`v` verb, `n` noun, `r` pronoun, …); `x`
   * where the dictionary does not have it.
   */
  partOfSpeech(word: string): string;
}

/** The words between boundaries as {@link Segmenter} gives them. */
export function wordsOf(text: string, boundary: Uint8Array): string[] {
  const words: string[] = [];
  let start = 0;
  for (let end = 1; end <= text.length; end++) {
    if (boundary[end] !== 1) continue;
    words.push(text.slice(start, end));
    start = end;
  }
  return words;
}

/** Boundaries of a text that is one word, whatever it says. */
export function oneWord(text: string): Uint8Array {
  const boundary = new Uint8Array(text.length + 1);
  boundary[0] = 1;
  boundary[text.length] = 1;
  return boundary;
}

/** True for words that carry meaning of their own: at least one letter, ideograph or digit. */
export function isWord(word: string): boolean {
  const code = word.charCodeAt(0);
  if (code >= 0x4e00 && code <= 0x9fff) return true;
  if (code < 0x80) return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
  return /[\p{L}\p{N}]/u.test(word);
}
