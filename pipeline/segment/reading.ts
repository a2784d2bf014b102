import type { FieldText } from '../../rules/rule-set.ts';
import type { PhraseBook, Phrases } from './phrase-book.ts';
import type { Segmenter } from './segmenter.ts';
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

/**
 * One pass over the words gives their numbers and which of them are on the lists. Their texts are those that the book
 * keeps, so none is made anew.
 * @param boundary as {@link Segmenter.boundaries} tells
 */
export function readText(folded: string, boundary: Uint8Array, books: Books): Reading {
  const book = books.words;
  const marked: number[][] = Array.from({ length: book.listCount }, () => []);
  const count = wordCount(boundary);
  const numbers = new Int32Array(count);
  const words: string[] = [];
  let start = 0;
  for (let i = 0; i < count; i++) {
    let end = start + 1;
    while (boundary[end] === 0) end += 1;
    const number = book.numberAt(folded, start, end - start);
    numbers[i] = number;
    words.push(book.text(number));
    for (let marks = book.marksOf(number); marks !== 0; marks &= marks - 1) {
      marked[31 - Math.clz32(marks & -marks)]?.push(i);
    }
    start = end;
  }
  return { folded, words, numbers, marked, boundary, phrases: books.phrases.read(folded) };
}

/** Each word has one entry, and the end of the text another. */
function wordCount(boundary: Uint8Array): number {
  let count = -1;
  for (let i = 0; i < boundary.length; i++) count += boundary[i] ?? 0;
  return count;
}
