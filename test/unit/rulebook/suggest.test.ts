import { describe, expect, it } from 'vitest';
import { createFeedbackBook } from '../../../pipeline/rulebook/feedback-book.ts';
import { countWords, logOdds } from '../../../pipeline/rulebook/log-odds.ts';
import { suggest } from '../../../pipeline/rulebook/suggest.ts';
import type { AnalysedPost } from '../../../pipeline/store/store.ts';
import { withRulebook } from '../../support/open-rulebook.ts';
import { createRandom, testSeed } from '../../support/random.ts';
import { MONDAY_NINE, sampleAnalysed } from '../../support/samples.ts';

const HIT = { rule: 'quality.leak', name: '渗漏', version: 'v1', spans: [] };
const counts = (documents: readonly string[][]) => countWords(documents.map((words) => new Set(words)));
const times = (n: number, words: string[]) => Array.from({ length: n }, () => words);

describe('log-odds', () => {
  it('agree with the formula on a case worked out by hand', () => {
    // Background: 漏水 in 9 of 99 documents, so a prior of 10 · 9.5 / 100 = 0.95.
    const background = counts([...times(9, ['漏水']), ...times(90, ['别的'])]);
    const one = counts([...times(6, ['漏水']), ...times(4, ['别的'])]);
    const other = counts([...times(1, ['漏水']), ...times(9, ['别的'])]);
    const found = logOdds(one, other, background).find(({ word }) => word === '漏水');
    const expected = Math.log(6.95 / (20 - 6.95)) - Math.log(1.95 / (20 - 1.95));
    expect(found?.logOdds).toBeCloseTo(expected, 10);
    expect(found?.z).toBeCloseTo(expected / Math.sqrt(1 / 6.95 + 1 / 1.95), 10);
    expect(found).toMatchObject({ inOne: 6, inOther: 1 });
  });

  const seed = testSeed();
  it(`call few words telling between groups drawn alike (seed ${seed})`, () => {
    const random = createRandom(seed);
    const vocabulary = Array.from({ length: 200 }, (_, i) => `词${i}`);
    const draw = (n: number) =>
      Array.from({ length: n }, () => vocabulary.filter((_, i) => random() < 1 / (2 + i / 4)));
    const odds = logOdds(counts(draw(40)), counts(draw(40)), counts(draw(400)));
    const telling = odds.filter(({ z }) => Math.abs(z) > 1.96).length;
    // Two-sided 5 % of 200, with room for chance; shrinking makes it fewer.
    expect(telling).toBeLessThan(25);
  });
});

describe('suggestions', () => {
  const posts = (from: number, texts: readonly string[], hit = true): AnalysedPost[] =>
    texts.map((text, index) =>
      sampleAnalysed({ docId: `d_${from + index}`, title: '', text }, { hits: hit ? [HIT] : [] }),
    );
  const leak = ['三楼屋顶漏水', '卫生间漏水很久', '墙面漏水发霉', '地下车库漏水', '阳台漏水没人修', '厨房顶上漏水'];
  const game = ['通关游戏时漏水', '游戏里漏水的关卡', '这个游戏漏水了', '新出的游戏有漏水', '游戏说漏水了'];
  const missed = ['顶板洇湿一大片', '墙角洇湿发黑', '天花板洇湿掉皮', '卧室洇湿', '衣柜后面洇湿了'];

  it('name terms to exclude and to add, with the posts that speak for them', () =>
    withRulebook(async ({ store, queries, inForce, segmenter }) => {
      const background = posts(
        100,
        Array.from({ length: 60 }, (_, i) => `小区停电第${i}天没有人管`),
        false,
      );
      await store.commit({
        posts: [...posts(0, leak), ...posts(20, game), ...posts(40, missed, false), ...background],
      });
      const feedback = createFeedbackBook(store, () => MONDAY_NINE);
      const say = async (from: number, n: number, judgement: 'real' | 'false' | 'missed') => {
        for (let i = 0; i < n; i++) {
          await feedback.give('wang', { rule: 'quality.leak', docId: `d_${from + i}`, judgement, note: null });
        }
      };
      const deps = { store, queries, feedback, segmenter };
      expect(await suggest('quality.leak', inForce.current(), deps)).toMatchObject({ items: [], why: /还没有标过/ });
      await say(0, leak.length, 'real');
      await say(20, game.length, 'false');
      await say(40, missed.length, 'missed');
      const { items, judged, why } = await suggest('quality.leak', inForce.current(), deps);
      expect(judged).toEqual({ real: 6, false: 5, missed: 5 });
      expect(why).toBeNull();
      const [exclude] = items.filter(({ kind }) => kind === 'exclude');
      expect(exclude).toMatchObject({ term: '游戏', support: 5, against: 0 });
      expect(exclude?.posts.map(({ docId }) => docId)).toContain('d_20');
      expect(exclude?.posts.every(({ text }) => text.includes('游戏'))).toBe(true);
      const [add] = items.filter(({ kind }) => kind === 'add');
      expect(add).toMatchObject({ term: '洇湿', support: 5 });
      // 漏水 is in the rule already.
      expect(items.map(({ term }) => term)).not.toContain('漏水');
    }));
});
