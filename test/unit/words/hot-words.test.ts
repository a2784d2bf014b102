import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWords, hotWords, logLikelihood, SIGNIFICANT } from '../../../pipeline/words/hot-words.ts';

const posts = (n: number, ...words: string[]) => Array.from({ length: n }, () => words);
const OPTIONS = { limit: 10, minimum: 3 };

describe('hotWords', () => {
  const baseline = countWords([...posts(180, '物业'), ...posts(20, '供暖')]);

  it('gives what stands out, new words marked, and leaves the usual', () => {
    const now = countWords([...posts(60, '物业', '物业'), ...posts(30, '供暖'), ...posts(10, '爆管')]);
    const found = hotWords(now, baseline, OPTIONS);
    expect(found.map(({ word, isNew }) => [word, isNew])).toEqual([
      ['爆管', true],
      ['供暖', false],
    ]);
    expect(found[1]).toMatchObject({ posts: 30, share: 0.3, usualShare: 0.1 });
    for (const { strength } of found) expect(strength).toBeGreaterThan(SIGNIFICANT);
  });

  it('counts a post once, however often it says the word', () => {
    expect(countWords([['漏水', '漏水'], ['漏水']]).counts.get('漏水')).toBe(2);
  });

  it('orders by frequency where there is nothing to compare with', () => {
    const now = countWords([...posts(5, '甲'), ...posts(7, '乙'), ...posts(2, '丙')]);
    expect(hotWords(now, countWords([]), OPTIONS).map(({ word, isNew }) => [word, isNew])).toEqual([
      ['乙', false],
      ['甲', false],
    ]);
  });
});

describe('logLikelihood', () => {
  it('agrees with the worked table', () => {
    // 10 of 100 against 10 of 1,000: 2 Σ O ln(O/E) by hand.
    const expected =
      2 *
      (10 * Math.log(10 / (100 * (20 / 1100))) +
        10 * Math.log(10 / (1000 * (20 / 1100))) +
        90 * Math.log(90 / (100 * (1080 / 1100))) +
        990 * Math.log(990 / (1000 * (1080 / 1100))));
    expect(logLikelihood(10, 100, 10, 1000)).toBeCloseTo(expected, 10);
  });

  it('is zero for equal shares and never negative', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 50, max: 99 }), fc.integer({ min: 1, max: 20 }), (a, n, times) => {
        expect(logLikelihood(a, n, a * times, n * times)).toBeCloseTo(0, 6);
        expect(logLikelihood(a, n, n - a, n)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
