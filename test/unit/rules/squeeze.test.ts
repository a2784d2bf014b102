import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf, squeeze, squeezedTerm } from '../../../rules/compile/squeeze.ts';

describe('squeezing', () => {
  it.each([
    ['漏.水', '漏水'],
    ['强*拆迁户', '强拆迁户'],
    ['拆 - 迁', '拆迁'],
    ['漏\u200b水', '漏水'],
    ['漏💧水', '漏水'],
    ['漏❤️水', '漏水'],
    ['漏👨‍👩‍👧水', '漏水'],
    ['漏👍🏽水', '漏水'],
    ['漏̶水', '漏水'],
    ['漏\u2006水', '漏水'],
    ['漏\u202e\u2066水', '漏水'],
    ['漏│水', '漏水'],
    ['漏×水', '漏水'],
    ['漏漏水水', '漏水'],
    ['漏.漏.水', '漏水'],
    ['外墙漏 水 了', '外墙漏水了'],
  ])('%s → %s', (text, expected) => {
    expect(squeeze(text)?.text).toBe(expected);
  });

  it.each([
    '墙面漏，水管坏',
    '停水。电也停了',
    'a.b.c',
    '第3.5条',
    '屋顶-----漏水',
    '漏❗水',
    '漏①水',
    '每㎡价',
    '漏<水',
    '漏\u2028水',
    '𠮷水',
    '漏.',
    '.漏',
    '',
  ])('leaves %j alone', (text) => {
    expect(squeeze(text)).toBeNull();
  });

  it('knows where each unit stood, gaps and runs included', () => {
    const squeezed = squeeze('房漏漏.水了');
    if (squeezed === null) throw new Error('not squeezed');
    expect(squeezed.text).toBe('房漏水了');
    const places = Array.from(squeezed.text, (_, i) => placeOf(squeezed, i, i + 1));
    expect(places.map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [1, 3],
      [4, 5],
      [5, 6],
    ]);
    expect(placeOf(squeezed, 1, 3)).toEqual({ start: 1, end: 5 });
    expect(placeOf(squeezed, 0, 2)).toEqual({ start: 0, end: 3 });
  });

  it('does not cut a character of two units when it takes the signs off the ends of a term', () => {
    expect(squeezedTerm('.漏𠮷')).toBe('漏𠮷');
    expect(squeezedTerm('漏💧')).toBe('漏');
    expect(squeezedTerm('𠮷')).toBe('𠮷');
  });

  const disguised = fc.string({
    unit: fc.constantFrom('漏', '水', '房', '.', ' ', '*', 'a', '，', '💧'),
    maxLength: 30,
  });

  it('is done once: squeezing again changes nothing but what came to stand together', () => {
    fc.assert(
      fc.property(disguised, (text) => {
        const once = squeeze(text);
        if (once === null) return;
        expect(once.text.length).toBeLessThan(text.length);
        let before = 0;
        for (let i = 0; i < once.text.length; i++) {
          const { start, end } = placeOf(once, i, i + 1);
          expect(text[start]).toBe(once.text[i]);
          expect(end).toBeGreaterThan(start);
          expect(start).toBeGreaterThanOrEqual(before);
          before = end;
        }
      }),
    );
  });

  it('keeps whatever a text holds literally findable', () => {
    fc.assert(
      fc.property(disguised, fc.nat(30), fc.nat(8), (text, start, length) => {
        const term = text.slice(start, start + length);
        const squeezed = squeeze(text)?.text ?? text;
        expect(squeezed).toContain(squeezedTerm(term));
      }),
      { numRuns: 2000 },
    );
  });
});
