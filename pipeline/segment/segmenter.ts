/** Cuts text into words. */
export interface Segmenter {
  /**
   * Words in reading order; joined they give the text again. White space and punctuation are words of their own,
   * a run of Latin letters and digits is one word. Deterministic.
   */
  cut(text: string): readonly string[];
  /**
   * Part of speech of one word by the dictionary, in the tag set of ICTCLAS (`v` verb, `n` noun, `r` pronoun, …); `x`
   * where the dictionary does not have it as one word. Some microseconds: ask for few words, not for all.
   */
  partOfSpeech(word: string): string;
}

/**
 * boundary[i] = 1 where a word begins; length is text.length + 1, the last entry is 1.
 * `words` must join to `text`.
 */
export function wordBoundaries(text: string, words: readonly string[]): Uint8Array {
  const boundary = new Uint8Array(text.length + 1);
  let at = 0;
  for (const word of words) {
    boundary[at] = 1;
    at += word.length;
  }
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
