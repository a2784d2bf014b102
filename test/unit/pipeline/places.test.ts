import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPlaceFinder } from '../../../pipeline/match/places.ts';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { createJieba } from '../../../pipeline/segment/jieba.ts';
import { shippedRules } from '../../support/chain.ts';

const rules = await shippedRules();
const segmenter = createJieba(join(RULES_DIR, 'lexicon', 'segmentation.txt'));
const finder = createPlaceFinder(rules.lexicon, rules.fold);
const find = (text: string) => {
  const folded = rules.fold(text);
  return finder.find({ folded: '', words: [] }, { folded, words: segmenter.cut(folded) }, null);
};

describe('places', () => {
  it.each([
    ['龙湾公馆地下车库漏水', '龙湾公馆'],
    ['我买了锦绣华府三期的房子', '锦绣华府'],
    ['我们小区的电梯坏了', null],
    ['老旧小区改造什么时候开始', null],
    ['请市政府管一管', null],
  ])('estate of %s', (text, estate) => {
    expect(find(text).estate).toBe(estate);
  });

  it.each([
    ['A市A3区的路没人修', 'A3区'],
    ['A7县政府门口', 'A7县'],
    ['B市供水公司', 'B市'],
    ['小区B区地下车库', null],
    ['临清市的危房', '临清市'],
  ])('district of %s', (text, district) => {
    expect(find(text).district).toBe(district);
  });
});
