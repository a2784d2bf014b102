import type { FieldText } from '../../rules/rule-set.ts';
import type { PhraseBook, Phrases } from './phrase-book.ts';
import type { WordBook, WordList } from './word-book.ts';

/** A text read once: its words and their numbers in a {@link WordBook}, and the phrases in it. */
export interface Reading extends FieldText {
  /** They join to `folded`. */
  readonly words: readonly string[];
  readonly numbers: Int32Array;
  /** For each {@link WordList} the indexes of its words, in reading order. */
  readonly marked: readonly (readonly number[])[];
  readonly phrases: Phrases;
}

export function markedIn({ marked }: Reading, list: WordList): readonly number[] {
  return marked[list] ?? [];
}

/** The two books in which a reading's words and phrases are looked up: what one analyser knows of single words and phrases. */
export interface Books {
  readonly words: WordBook;
  readonly phrases: PhraseBook;
}

/** One pass over the words gives their numbers, where they begin, and which of them are on the lists. */
export function readText(folded: string, words: readonly string[], books: Books): Reading {
  const marked: number[][] = Array.from({ length: books.words.listCount }, () => []);
  const numbers = new Int32Array(words.length);
  const boundary = new Uint8Array(folded.length + 1);
  let at = 0;
  for (let i = 0; i < words.length; i++) {
    const { length } = words[i] ?? '';
    const number = books.words.numberAt(folded, at, length);
    numbers[i] = number;
    boundary[at] = 1;
    at += length;
    for (let marks = books.words.marksOf(number); marks !== 0; marks &= marks - 1) {
      marked[31 - Math.clz32(marks & -marks)]?.push(i);
    }
  }
  boundary[folded.length] = 1;
  return { folded, words, numbers, marked, boundary, phrases: books.phrases.read(folded) };
}
