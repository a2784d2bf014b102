import { Converter } from 'opencc-js/t2cn';
import { toHalfWidth } from './language/characters.ts';
import { createFold } from './language/fold.ts';

/** Rare glyphs that stand in for a common character of the same shape or meaning, each followed by that character. */
const GLYPHS = '氺水囯国囻国圀国迀迁柝拆亽人仒人尐少';
/** Forms of Chinese characters that Unicode keeps apart for old encodings: radicals, compatibility, in circles. */
const OLD_FORMS: readonly (readonly [first: number, last: number])[] = [
  [0x2e80, 0x2fdf],
  [0x3280, 0x32b0],
  [0xf900, 0xfaff],
];

/**
 * UTF-16 unit → folded unit: full-width ASCII to half-width, upper case to lower, traditional to simplified, old forms
 * and look-alikes of a character to the character, each only where one unit becomes one unit. Folding the result again
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
  if (!OLD_FORMS.some(([first, last]) => unit >= first && unit <= last)) return null;
  const normal = String.fromCharCode(unit).normalize('NFKC');
  return normal.length === 1 && isHan(normal.charCodeAt(0)) ? normal.charCodeAt(0) : null;
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
