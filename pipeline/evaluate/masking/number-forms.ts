import type { Datum } from './datum.ts';

const HAN = '零一二三四五六七八九';
const FORMAL = '零壹贰叁肆伍陆柒捌玖';
const SPOKEN = '零幺二三四五六七八九';
const CIRCLED = '⓪①②③④⑤⑥⑦⑧⑨';

/** A long number in the ways people write it: with separators, full width, in Chinese numerals, signs apart. */
export function numberForms(kind: string, number: string, cues: readonly string[]): Datum[] {
  const groups = GROUPS[kind] ?? [4];
  const parts = partsOf(number, groups);
  const spelled = (numerals: string) => number.replace(/\d/g, (digit) => numerals.charAt(Number(digit)));
  const wide = (text: string) => text.replace(/[0-9A-Z]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
  const forms: readonly [string, string][] = [
    ['plain', number],
    ['spaces', parts.join(' ')],
    ['dashes', parts.join('-')],
    ['full-width dashes', parts.join('－')],
    ['dots', parts.join('.')],
    ['middle dots', parts.join('·')],
    ['underscores', parts.join('_')],
    ['full-width spaces', parts.join('\u3000')],
    ['signs apart', [...number].join(' ')],
    ['signs apart by dashes', [...number].join('-')],
    ['full width', wide(number)],
    ['full width with spaces', wide(parts.join(' '))],
    ['Chinese numerals', spelled(HAN)],
    ['spoken numerals', spelled(SPOKEN)],
    ['formal numerals', spelled(FORMAL)],
    ['circled', spelled(CIRCLED)],
    ['zero-width', parts.join('\u200b')],
    ['half in numerals', number.slice(0, 3) + number.slice(3).replace(/\d/g, (digit) => HAN.charAt(Number(digit)))],
  ];
  return forms.map(([form, secret], i) => ({ kind, form, cue: cues[i % cues.length] ?? '', secret, tail: '' }));
}

const GROUPS: Readonly<Record<string, readonly number[]>> = {
  phone: [3, 4, 4],
  'id-card': [6, 8, 4],
  'bank-card': [4, 4, 4, 4, 3],
};

function partsOf(number: string, lengths: readonly number[]): string[] {
  const parts: string[] = [];
  let at = 0;
  for (const length of lengths) {
    if (at < number.length) parts.push(number.slice(at, at + length));
    at += length;
  }
  return parts;
}
