import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import nodejieba from 'nodejieba';
import { beforeAll, describe, expect, it } from 'vitest';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { createJieba } from '../../../pipeline/segment/jieba.ts';
import { createRandom, testSeed } from '../../support/random.ts';

const userDict = join(RULES_DIR, 'lexicon', 'segmentation.txt');
const { cut, boundaries, partOfSpeech } = createJieba(userDict);

describe('the segmenter', () => {
  beforeAll(() => void nodejieba.load({ userDict }));

  it('gives words that join to the text, for texts of any length and make', () => {
    for (const unit of ['漏', '漏水', '漏水了。', '😀', 'ab1 ', '\ud83d', '\udc00漏', '漏\n', '13812345678', '\0']) {
      for (const length of [0, 1, 9_999, 25_001]) {
        const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
        const words = cut(text);
        expect(words.join('')).toBe(text);
        expect(words).not.toContain('');
        expect(boundaries(text)).toHaveLength(length + 1);
        expect(boundaries(text).at(-1)).toBe(1);
      }
    }
  });

  it('gives the words of jieba, for words of the dictionary, parts of them and signs in any order', () => {
    const seed = testSeed();
    const random = createRandom(seed);
    const below = (most: number) => Math.floor(random() * most);
    const known = dictionaryWords();
    const signs = [
      ' ',
      '\t',
      '\r\n',
      '\n',
      '，',
      '。',
      '！',
      '😀',
      '𠮷',
      'é',
      'a',
      'Z',
      '7',
      '１',
      '\0',
      '…',
      '𠮷野家',
    ];
    const piece = () => {
      const word = known[below(known.length)] ?? '';
      const kind = below(8);
      return kind === 0 ? (signs[below(signs.length)] ?? '') : kind < 4 ? word.slice(below(2), 1 + below(3)) : word;
    };
    for (let i = 0; i < 4_000; i++) {
      const text = Array.from({ length: 1 + below(30) }, piece)
        .join('')
        .toWellFormed();
      expect(cut(text).join('|'), `TEST_SEED=${seed}, text ${i}`).toBe(joinedLatin(nodejieba.cut(text)).join('|'));
    }
  });

  it('gives the words of jieba in texts of many thousand characters', () => {
    const known = dictionaryWords();
    const text = Array.from({ length: 9_000 }, (_, i) => known[(i * 7_919) % known.length]).join('');
    expect(cut(text).join('|')).toBe(joinedLatin(nodejieba.cut(text)).join('|'));
  });

  it('keeps a run of letters and a pair of surrogates whole', () => {
    expect(cut('a'.repeat(25_000))).toEqual(['a'.repeat(25_000)]);
    expect(new Set(cut(`漏${'😀'.repeat(12_000)}`))).toEqual(new Set(['漏', '😀']));
  });

  it('takes no longer for each character of a million than of ten thousand', () => {
    const text = '龙湾公馆地下车库大面积漏水物业互相推诿'.repeat(53_000);
    const perCharacter = (length: number) => {
      const part = text.slice(0, length);
      const start = performance.now();
      for (let done = 0; done < 1_000_000; done += length) boundaries(part);
      return performance.now() - start;
    };
    perCharacter(10_000);
    const ratios = [1, 2, 3].map(() => perCharacter(1_000_000) / perCharacter(10_000));
    expect(Math.min(...ratios)).toBeLessThan(4);
  });

  it('knows the part of speech of words of the dictionary', () => {
    expect([partOfSpeech('漏水'), partOfSpeech('房屋'), partOfSpeech('我们'), partOfSpeech('维修')]).toEqual([
      'x',
      'n',
      'r',
      'v',
    ]);
    expect([partOfSpeech('龙湾公馆'), partOfSpeech(''), partOfSpeech('😀'), partOfSpeech('abc')]).toEqual([
      'x',
      'x',
      'x',
      'x',
    ]);
  });
});

function dictionaryWords(): string[] {
  const path = createRequire(import.meta.url).resolve('nodejieba/submodules/cppjieba/dict/jieba.dict.utf8');
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
}

function joinedLatin(words: readonly string[]): string[] {
  const joined: string[] = [];
  let previous = false;
  for (const word of words) {
    const latin = /^[a-z0-9]/i.test(word);
    if (latin && previous) joined[joined.length - 1] += word;
    else joined.push(word);
    previous = latin;
  }
  return joined;
}
