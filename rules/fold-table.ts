import { Converter } from 'opencc-js/t2cn';
import { toHalfWidth } from './language/characters.ts';
import { createFold } from './language/fold.ts';

/** Rare glyphs that stand in for a common character or sign of the same shape or meaning, each followed by that one. */
const GLYPHS = '丨|煖暖汚污氺水囯国囻国圀国迀迁柝拆亽人仒人尐少';
/** Forms of Chinese characters that Unicode keeps apart for old encodings: radicals, compatibility, in circles. */
const OLD_FORMS: readonly (readonly [first: number, last: number])[] = [
  [0x2e80, 0x2fdf],
  [0x3280, 0x32b0],
  [0xf900, 0xfaff],
];

/** Upright, small and half-width forms of punctuation. */
const SIGN_FORMS: readonly (readonly [first: number, last: number])[] = [
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff61, 0xff65],
];

/**
 * UTF-16 unit → folded unit: full-width ASCII to half-width, upper case to lower, traditional to simplified, other forms
 * and look-alikes of a character or sign to that one, each only where one unit becomes one unit. Folding the result again
 * changes nothing.
 */
export function buildFoldTable(): Uint16Array {
  const table = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit);
  const toSimplified = Converter({ from: 't', to: 'cn' });
  for (let unit = 0; unit < 0x10000; unit++) {
    if (unit >= 0xd800 && unit <= 0xdfff) continue;
    let folded = sameCharacter(unit) ?? single(String.fromCharCode(toHalfWidth(unit)).toLowerCase(), toHalfWidth(unit));
    if (isHan(folded)) folded = single(toSimplified(String.fromCharCode(folded)), folded);
    table[unit] = folded;
  }
  // A chain (a form that folds to one that folds further) is followed to its end; the bound breaks a ring.
  for (let unit = 0; unit < 0x10000; unit++) {
    let folded = table[unit] ?? unit;
    for (let steps = 0; steps < 4 && table[folded] !== folded; steps++) folded = table[folded] ?? folded;
    table[unit] = table[folded] === folded ? folded : unit;
  }
  return table;
}

function sameCharacter(unit: number): number | null {
  const glyph = GLYPHS.indexOf(String.fromCharCode(unit));
  if (glyph >= 0 && glyph % 2 === 0) return GLYPHS.charCodeAt(glyph + 1);
  const normal = String.fromCharCode(unit).normalize('NFKC');
  if (within(SIGN_FORMS, unit) && normal.length === 1) return toHalfWidth(normal.charCodeAt(0));
  if (!within(OLD_FORMS, unit)) return null;
  return normal.length === 1 && isHan(normal.charCodeAt(0)) ? normal.charCodeAt(0) : null;
}

function within(stretches: readonly (readonly [first: number, last: number])[], unit: number): boolean {
  return stretches.some(([first, last]) => unit >= first && unit <= last);
}

function single(text: string, otherwise: number): number {
  return text.length === 1 ? text.charCodeAt(0) : otherwise;
}

function isHan(unit: number): boolean {
  return (unit >= 0x3400 && unit <= 0x9fff) || (unit >= 0xf900 && unit <= 0xfaff);
}

let shared: ((text: string) => string) | null = null;

/** The product's folding, built once per process (some 30 ms). */
export function foldText(): (text: string) => string {
  shared ??= createFold(buildFoldTable());
  return shared;
}
