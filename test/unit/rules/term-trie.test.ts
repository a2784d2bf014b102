import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrie, Found } from '../../../rules/compile/term-trie.ts';

/** Pattern, start and end of every occurrence, by start and then by end. */
function naive(patterns: readonly string[], text: string): [string, number, number][] {
  const found: [string, number, number][] = [];
  for (let start = 0; start < text.length; start++) {
    const here = patterns.filter((pattern) => text.startsWith(pattern, start));
    for (const pattern of here.sort((a, b) => a.length - b.length)) {
      found.push([pattern, start, start + pattern.length]);
    }
  }
  return found;
}

function scanned(patterns: readonly string[], text: string): [string, number, number][] {
  const found = new Found();
  buildTrie(patterns.map((pattern, index) => ({ text: pattern, value: index + 1 }))).scan(text, found);
  const all = Array.from({ length: found.length / 3 }, (_, i): [string, number, number] => [
    patterns[(found.data[3 * i] ?? 0) - 1] ?? '',
    found.data[3 * i + 1] ?? -1,
    found.data[3 * i + 2] ?? -1,
  ]);
  return all.sort((a, b) => a[1] - b[1] || a[2] - b[2]);
}

describe('the trie of terms', () => {
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

  it('finds every occurrence of every pattern', () => {
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

  it('finds what lies across the stretches in which a long text is read', () => {
    const pattern = '甲乙丙丁戊';
    const text = `${'水'.repeat(509)}${pattern}${'水'.repeat(505)}${pattern}`;
    expect(scanned([pattern, '水甲', '戊水'], text)).toEqual(naive([pattern, '水甲', '戊水'], text));
  });

  it('looks no farther than the longest pattern on a text of one character', () => {
    const longest = '水'.repeat(100);
    const found = new Found();
    buildTrie([{ text: longest, value: 1 }]).scan('水'.repeat(200_000), found);
    expect(found.length / 3).toBe(200_000 - 99);
    const patterns = Array.from({ length: 90 }, (_, i) => '水'.repeat(i + 10));
    expect(scanned(patterns, '水'.repeat(300))).toEqual(naive(patterns, '水'.repeat(300)));
  });
});
