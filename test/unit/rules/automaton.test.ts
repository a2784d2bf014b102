import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildAutomaton, Found } from '../../../rules/compile/automaton.ts';

/** Pattern and end of every occurrence, by rising end, longest first. */
function naive(patterns: readonly string[], text: string): [string, number][] {
  const found: [string, number][] = [];
  for (let end = 1; end <= text.length; end++) {
    const here = patterns.filter((pattern) => text.endsWith(pattern, end) && pattern.length <= end);
    for (const pattern of here.sort((a, b) => b.length - a.length)) found.push([pattern, end]);
  }
  return found;
}

function scanned(patterns: readonly string[], text: string): [string, number][] {
  const found = new Found();
  buildAutomaton(patterns).scan(text, found);
  return Array.from({ length: found.length / 2 }, (_, i) => [
    patterns[found.data[2 * i] ?? -1] ?? '',
    found.data[2 * i + 1] ?? -1,
  ]);
}

describe('the automaton', () => {
  it.each([
    [['管理部', '监督管理', '理部门'], '监督管理部门'],
    [['甲'], '甲乙甲'],
    [['甲', '甲乙', '乙'], '甲乙甲'],
    [['甲乙丙丁', '乙丙', '丙丁戊', '丁'], '甲乙丙丁戊'],
    [['甲甲', '甲甲甲'], '甲甲甲甲'],
    [[], '甲乙'],
    [['甲乙'], ''],
    [['甲乙'], '甲'],
    [['\ud83d', '\ude00水'], '\ud83d\ude00水'],
  ])('%j in %s', (patterns, text) => {
    expect(scanned(patterns, text)).toEqual(naive(patterns, text));
  });

  const alphabet = fc.constantFrom('甲', '乙', '丙', 'a');
  const pattern = fc.string({ unit: alphabet, minLength: 1, maxLength: 6 });

  it('finds every occurrence of every pattern, longest first at one end', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(pattern, { maxLength: 25 }),
        fc.string({ unit: alphabet, maxLength: 60 }),
        (patterns, text) => {
          expect(scanned(patterns, text)).toEqual(naive(patterns, text));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it('does so with thousands of patterns', () => {
    const units = Array.from({ length: 300 }, (_, i) => String.fromCharCode(0x4e00 + i * 37));
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.array(fc.constantFrom(...units), { minLength: 1, maxLength: 3 }).map((all) => all.join('')),
          {
            minLength: 2000,
            maxLength: 3000,
          },
        ),
        fc.array(fc.constantFrom(...units), { minLength: 500, maxLength: 1000 }).map((all) => all.join('')),
        (patterns, text) => {
          expect(scanned(patterns, text)).toEqual(naive(patterns, text));
        },
      ),
      { numRuns: 3 },
    );
  });

  it('stays linear on a text and patterns made of one character', () => {
    const patterns = Array.from({ length: 90 }, (_, i) => '水'.repeat(i + 10));
    const found = new Found();
    buildAutomaton(['水'.repeat(100)]).scan('水'.repeat(200_000), found);
    expect(found.length / 2).toBe(200_000 - 99);
    expect(scanned(patterns, '水'.repeat(300))).toEqual(naive(patterns, '水'.repeat(300)));
  });
});
