import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonBytes, splitText, utf8Bytes } from '../../../pipeline/notify/split-text.ts';

const LINK = '[查看并签收](https://yq.example.gov.cn/a/n_abcdefghij.k3.Zm9vYmFyYmF6cXV4)';
const ADDRESS = 'https://yq.example.gov.cn/alerts/a_abcdefghijklmnop';
const QUOTE = '“业主说的原话，不可拆开”';
const BOLD = '**【红】某小区外墙渗漏**';
const FONT = '<font color="warning">82</font>';
const FAMILY = '👨‍👩‍👧‍👦';
const WHOLE = [LINK, ADDRESS, QUOTE, BOLD, FONT, FAMILY, '👍🏽', '𠮷'];

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 3, arbitrary: fc.stringMatching(/^[漏水裂缝楼顶，。！？；“”「」《》*[\]()<>a-z0-9 ]{0,60}$/) },
  { weight: 2, arbitrary: fc.constantFrom(...WHOLE.map((one) => ` ${one} `)) },
  { weight: 1, arbitrary: fc.constantFrom('\n', '\n\n', '> 引用的一行。\n', '\r\n') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
);
const notice = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

function unmarked(parts: readonly string[]): string[] {
  if (parts.length === 1) return [...parts];
  return parts.map((part, i) => {
    const mark = `(${i + 1}/${parts.length})\n`;
    expect(part.startsWith(mark)).toBe(true);
    return part.slice(mark.length);
  });
}

describe('splitText', () => {
  it.each([
    ['bytes', utf8Bytes],
    ['bytes of JSON', jsonBytes],
  ])('%s: thousands of notices lose nothing and keep the limit', (_, measure) => {
    fc.assert(
      fc.property(notice, fc.integer({ min: 24, max: 2048 }), (text, limit) => {
        const parts = splitText(text, { limit, measure });
        for (const part of parts) expect(measure(part)).toBeLessThanOrEqual(limit);
        expect(unmarked(parts).join('')).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  it('never cuts inside what belongs together', () => {
    const plain = fc.stringMatching(/^[漏水裂缝楼顶，。 a-z]{1,80}$/);
    const mixed = fc.array(fc.tuple(plain, fc.constantFrom(...WHOLE)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(mixed, fc.integer({ min: 200, max: 1000 }), (pairs, limit) => {
        const text = pairs.map(([before, whole]) => `${before} ${whole} `).join('');
        const parts = unmarked(splitText(text, { limit }));
        let at = 0;
        const cuts = parts.slice(0, -1).map((part) => {
          at += part.length;
          return at;
        });
        let start = 0;
        for (const [before, whole] of pairs) {
          start += before.length + 1;
          for (const cut of cuts) expect(cut <= start || cut >= start + whole.length).toBe(true);
          start += whole.length + 1;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('prefers a blank line to a line, a line to a sentence', () => {
    const line = '漏'.repeat(8);
    expect(unmarked(splitText(`${line}\n\n${line}\n${line}。${line}`, { limit: 90 }))[0]).toBe(`${line}\n\n${line}\n`);
    expect(unmarked(splitText(`${line}。${line}${line}`, { limit: 58 }))[0]).toBe(`${line}。`);
  });

  it('cuts even a link when it alone is longer than a part, and never a code point', () => {
    const long = `https://yq.example.gov.cn/${'a'.repeat(100)}`;
    expect(unmarked(splitText(long, { limit: 40 })).join('')).toBe(long);
    for (const part of splitText('𠮷'.repeat(50), { limit: 30 })) expect(part.isWellFormed()).toBe(true);
  });

  it('says so when a part cannot hold anything', () => {
    expect(() => splitText('很长的一段话', { limit: 7 })).toThrow(RangeError);
  });
});
