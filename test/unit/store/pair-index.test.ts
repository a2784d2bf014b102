import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexTokens, soughtText, soughtTokens } from '../../../pipeline/store/pair-index.ts';

/** Whether a phrase of tokens stands in the tokens of a text, as every full-text engine would have it. */
function isFound(text: string, sought: string): boolean {
  const wanted = soughtTokens(soughtText(sought));
  if (wanted === null) return true;
  const tokens = indexTokens(text).split(' ');
  if (wanted.isPrefix) return tokens.some((token) => token.startsWith(wanted.tokens[0] ?? ''));
  return tokens.some((_, at) => wanted.tokens.every((token, i) => tokens[at + i] === token));
}

describe('the pair index', () => {
  it('keeps neighbours as pairs and the last character alone', () => {
    expect(indexTokens('漏水了')).toBe('漏水 水了 了');
    expect(indexTokens('𠮷a😀')).toBe('𠮷a a😀 😀');
    expect(indexTokens('')).toBe('');
  });

  it('never has a token with white space, a control character or half a surrogate pair in it', () => {
    const odd = fc.string({
      unit: fc.oneof(
        fc.constantFrom('\ud83d', '\ude00', '\0', '\x1c', '\x85', '\u2028', '\u3000', '\ufeff', '漏'),
        fc.string({ unit: 'binary', maxLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(odd, (text) => {
        const tokens = indexTokens(text);
        expect(tokens.isWellFormed()).toBe(true);
        expect(tokens.replaceAll(' ', '')).not.toMatch(/[\s\p{Cc}]/u);
        for (const token of tokens === '' ? [] : tokens.split(' ')) expect([1, 2]).toContain([...token].length);
      }),
    );
  });

  const unit = fc.constantFrom('漏', '水', '房', '.', ' ', '*', 'a', 'A', '，', '💧', '𠮷', '\n', '樓', '１');

  it('finds every stretch of a text', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), fc.nat(30), fc.nat(8), (units, start, length) => {
        expect(isFound(units.join(''), units.slice(start, start + length).join(''))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds nothing that a text without disguise does not hold', () => {
    const plain = fc.array(fc.constantFrom('漏', '水', '房', 'a', '，', '𠮷'), { maxLength: 12 });
    fc.assert(
      fc.property(plain, plain, (text, sought) => {
        const [held, wanted] = [text, sought].map((units) => units.join('').replace(/([漏水房])\1+/gu, '$1'));
        expect(isFound(text.join(''), sought.join(''))).toBe(held!.includes(wanted!));
      }),
      { numRuns: 2000 },
    );
  });

  it('copes with texts longer than its buffer', () => {
    const text = '漏水a'.repeat(30_000);
    expect(indexTokens(text).split(' ')).toHaveLength(90_000);
    expect(indexTokens(text)).toBe(`${'漏水 水a a漏 '.repeat(29_999)}漏水 水a a`);
  });
});
