import { join } from 'node:path';
import nodejieba from 'nodejieba';
import { describe, expect, it } from 'vitest';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { createJieba } from '../../../pipeline/segment/jieba.ts';
import { createRandom, testSeed } from '../../support/random.ts';

const { cut } = createJieba(join(RULES_DIR, 'lexicon', 'segmentation.txt'));

describe('the segmenter', () => {
  it('gives words that join to the text, for texts of any length and make', () => {
    for (const unit of ['漏', '漏水', '漏水了。', '😀', 'ab1 ', '\ud83d', '漏\n', '13812345678']) {
      for (const length of [1, 9_999, 10_000, 10_001, 25_001]) {
        const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
        expect(cut(text).join('')).toBe(text);
      }
    }
  });

  it('cuts a long text into the words that it has as a whole', () => {
    const seed = testSeed();
    const random = createRandom(seed);
    const phrases = [
      '龙湾公馆地下车库漏水',
      '业主要求退房',
      '物业公司，不作为。',
      'MacBook 2024',
      '研究生命起源\n',
      '上海市长宁区；',
    ];
    const text = Array.from({ length: 9_000 }, () => phrases[Math.floor(random() * phrases.length)] ?? '').join('');
    const folded = text.replaceAll('，', ',').replaceAll('；', ';').toLowerCase();
    expect(cut(folded).join('|'), `TEST_SEED=${seed}`).toBe(mergedLatin(nodejieba.cut(folded)).join('|'));
  });

  it('keeps a run of letters and a pair of surrogates whole where a piece ends', () => {
    expect(cut('a'.repeat(25_000))).toEqual(['a'.repeat(25_000)]);
    expect(new Set(cut(`漏${'😀'.repeat(12_000)}`))).toEqual(new Set(['漏', '😀']));
  });
});

function mergedLatin(words: readonly string[]): string[] {
  const merged: string[] = [];
  for (const word of words) {
    const last = merged.at(-1);
    if (last !== undefined && /^[a-z0-9]+$/i.test(last) && /^[a-z0-9]/i.test(word))
      merged[merged.length - 1] = last + word;
    else merged.push(word);
  }
  return merged;
}
