import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PhraseBook } from '../../../pipeline/segment/phrase-book.ts';
import { foldText } from '../../../rules/fold-table.ts';

const fold = foldText();

describe('PhraseBook', () => {
  it('keeps lists apart and says what each phrase stands for', () => {
    const book = new PhraseBook(fold);
    const kinds = book.list([
      ['投诉', 'complaint'],
      ['举报', 'report'],
    ]);
    const cues = book.list([
      ['未', 1],
      ['未见', 2],
    ]);
    const phrases = book.read(fold('投诉未见效，未理，舉報'));
    expect(kinds.longestIn(phrases)).toEqual([
      { entry: 'complaint', start: 0, end: 2 },
      { entry: 'report', start: 9, end: 11 },
    ]);
    expect(cues.longestIn(phrases)).toEqual([
      { entry: 2, start: 2, end: 4 },
      { entry: 1, start: 6, end: 7 },
    ]);
    expect(cues.allIn(phrases).map(({ entry }) => entry)).toEqual([2, 1, 1]);
  });

  it('finds what looking at every place finds, for any phrases and texts', () => {
    const text = (maxLength: number) =>
      fc
        .array(fc.constantFrom('漏', '水', '未', '见', 'a', '\ud83d', '\udca7'), { maxLength })
        .map((all) => all.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(text(4), { maxLength: 12 }), text(40), (spellings, given) => {
        const wanted = spellings.filter((spelling) => spelling !== '');
        const book = new PhraseBook(fold);
        book.list([['水未', 0]]);
        const list = book.list(wanted.map((spelling) => [spelling, spelling]));
        const everywhere = Array.from({ length: given.length }, (_, start) => start);
        const expected = everywhere.flatMap((start) =>
          wanted
            .filter((spelling) => given.startsWith(spelling, start))
            .sort((a, b) => b.length - a.length)
            .map((entry) => ({ entry, start, end: start + entry.length })),
        );
        expect(list.allIn(book.read(given))).toEqual(expected);
        let free = 0;
        const apart = expected.filter(({ start, end }) => {
          if (start < free) return false;
          free = end;
          return true;
        });
        expect(list.longestIn(book.read(given))).toEqual(apart);
      }),
    );
  });
});
