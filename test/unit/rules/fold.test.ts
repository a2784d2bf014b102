import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from '../../../rules/fold-table.ts';

const fold = foldText();

describe('folding', () => {
  it.each([
    ['ＡＢＣ１２３', 'abc123'],
    ['臺灣開發商', '台湾开发商'],
    ['房屋漏水，急！', '房屋漏水,急!'],
    ['房屋　漏水', '房屋 漏水'],
    ['MacBook', 'macbook'],
    ['漏氺、囯家、⼯⼈、㊣常', '漏水、国家、工人、正常'],
    ['①号楼、㎡、⽔', '①号楼、㎡、水'],
    ['漏水💧\ud83d', '漏水💧\ud83d'],
    ['房屋漏水﹐急﹗', '房屋漏水,急!'],
    ['房屋漏水｡急︙丨煖', '房屋漏水。急︙|暖'],
    ['', ''],
  ])('%j → %j', (text, expected) => {
    expect(fold(text)).toBe(expected);
  });

  it('keeps the length, is idempotent and leaves folded text alone, for any text', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 200 }), (units) => {
        const text = String.fromCharCode(...units);
        const folded = fold(text);
        expect(folded).toHaveLength(text.length);
        expect(fold(folded)).toBe(folded);
      }),
      { numRuns: 2000 },
    );
  });

  it('folds long texts', () => {
    const text = `${'漏水'.repeat(50_000)}Ａ${'臺'.repeat(50_000)}`;
    expect(fold(text)).toBe(`${'漏水'.repeat(50_000)}a${'台'.repeat(50_000)}`);
  });
});
