import { PhraseBook } from '../../pipeline/segment/phrase-book.ts';
import { type Books, type Reading, readText } from '../../pipeline/segment/reading.ts';
import { WordBook } from '../../pipeline/segment/word-book.ts';
import { foldText } from '../../rules/fold-table.ts';
import { fieldFromWords } from './segmented-subject.ts';

export function emptyBooks(): Books {
  return { words: new WordBook(), phrases: new PhraseBook(foldText()) };
}

/** A text that was folded and cut into these words. */
export function readingOf(words: readonly string[], books: Books): Reading {
  const { folded, boundary } = fieldFromWords(words);
  return readText(folded, boundary, books);
}
