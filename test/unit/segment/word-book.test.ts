import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markedIn } from '../../../pipeline/segment/reading.ts';
import { WordBook } from '../../../pipeline/segment/word-book.ts';
import { emptyBooks, readingOf } from '../../support/reading.ts';

const unit = fc.oneof(
  fc.constantFrom('漏', '水', 'a', '\0', '\uffff', '\ud83d', '\ude00'),
  fc.nat(0xffff).map((code) => String.fromCharCode(code)),
);
const word = fc.array(unit, { maxLength: 7 }).map((units) => units.join(''));

describe('WordBook', () => {
  it('gives one number to one word and tells it back, for any words', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 300 }), (words) => {
        const book = new WordBook();
        const numbers = words.map((one) => book.numberOf(one));
        expect(numbers.map((number) => book.text(number))).toEqual(words);
        expect(words.map((one) => book.numberOf(one))).toEqual(numbers);
        expect(words.map((one) => book.find(one))).toEqual(numbers);
        expect(new Set(numbers).size).toBe(new Set(words).size);
        expect(book.size).toBe(new Set(words).size);
      }),
    );
  });

  it('tells words apart that differ in length alone', () => {
    const book = new WordBook();
    const words = ['', '\0', '\0\0', '\0\0\0', '\0\0\0\0', 'a', 'a\0', 'a\0\0', 'aaaaa', 'aaaaa\0'];
    expect(new Set(words.map((one) => book.numberOf(one))).size).toBe(words.length);
  });

  it('finds a word where it stands, and none that it has not met', () => {
    const book = new WordBook();
    const text = '房屋漏水三个多月没有人管';
    expect(book.numberAt(text, 2, 2)).toBe(book.numberOf('漏水'));
    expect(book.numberAt(text, 4, 8)).toBe(book.numberOf('三个多月没有人管'));
    expect(book.find('房屋')).toBeNull();
    expect(book.find('房屋漏水三个')).toBeNull();
  });

  it('keeps all numbers while it grows', () => {
    const book = new WordBook();
    const words = Array.from({ length: 30_000 }, (_, i) => String.fromCharCode(0x4e00 + (i % 5_000)) + (i % 97));
    const numbers = words.map((one) => book.numberOf(one));
    expect(words.every((one, i) => book.find(one) === numbers[i])).toBe(true);
  });

  it('asks a column once for each word, until it forgets', () => {
    const book = new WordBook();
    const asked: string[] = [];
    const column = book.column((one) => asked.push(one));
    const [first, second] = [book.numberOf('漏水'), book.numberOf('停电')];
    expect([column.of(first), column.of(first), column.of(second), column.of(first)]).toEqual([1, 1, 2, 1]);
    book.forget();
    expect(book.size).toBe(0);
    expect(column.of(book.numberOf('停电'))).toBe(3);
    expect(asked).toEqual(['漏水', '停电', '停电']);
  });
});

describe('readText', () => {
  it('numbers words, knows where they begin and which are on a list', () => {
    const books = emptyBooks();
    const long = books.words.list((one) => one.length > 1);
    const wet = books.words.list((one) => one.includes('水'));
    const words = ['房屋', '漏水', '，', '水', '漏水'];
    const reading = readingOf(words, books);
    expect([...reading.numbers].map((number) => books.words.text(number))).toEqual(words);
    expect([...reading.boundary]).toEqual([1, 0, 1, 0, 1, 1, 1, 0, 1]);
    expect(markedIn(reading, long)).toEqual([0, 1, 4]);
    expect(markedIn(reading, wet)).toEqual([1, 3, 4]);
  });
});
