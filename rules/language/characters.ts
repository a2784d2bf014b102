/**
 * Character classes of the expression language. An expression is read one UTF-16 unit at a time after
 * {@link toHalfWidth}; nothing here changes the length of a text.
 */

/** Full-width ASCII and the ideographic space → their ASCII form; everything else as it is. */
export function toHalfWidth(unit: number): number {
  if (unit >= 0xff01 && unit <= 0xff5e) return unit - 0xfee0;
  if (unit === 0x3000) return 0x20;
  return unit;
}

export function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d || unit === 0x3000 || unit === 0xa0;
}

export function isAsciiWord(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a);
}

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Not what they look like: a clerk who pastes one of these means a sign of the language. */
export const LOOK_ALIKES: Readonly<Record<string, string>> = {
  丨: '|',
  '│': '|',
  '┃': '|',
  '¦': '|',
  '︱': '|',
  '∣': '|',
  ǀ: '|',
  '➕': '+',
  '➖': '-',
  '—': '-',
  '–': '-',
  '‑': '-',
  '‐': '-',
  '─': '-',
  '∶': ':',
  '︰': ':',
  '﹕': ':',
  '﹙': '(',
  '﹚': ')',
  '❨': '(',
  '❩': ')',
};

const BARE = /^[\p{L}\p{M}\p{N}\p{So}\p{Sc}_.%·‧•°′″]$/u;

/** May stand in a term without quotes. Takes the whole character, not one half of a surrogate pair. */
export function isBare(character: string): boolean {
  return BARE.test(character) && LOOK_ALIKES[character] === undefined;
}

const MEANINGFUL = /[\p{L}\p{N}\p{So}\p{Sc}]/u;

/** Holds something that can be sought: a letter, digit or symbol. */
export function isMeaningful(text: string): boolean {
  return MEANINGFUL.test(text);
}

/** First and last unit of each stretch: controls, soft hyphen, fillers, zero-width and direction marks, BOM. */
const INVISIBLE: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
];

/** Nobody who reads the rule can see such a character. */
export function isInvisible(character: string): boolean {
  const code = character.codePointAt(0) ?? 0x20;
  return INVISIBLE.some(([first, last]) => code >= first && code <= last);
}

/** The character (one or two units) at the offset; a lone surrogate is returned alone. */
export function characterAt(text: string, offset: number): string {
  const code = text.codePointAt(offset);
  return code === undefined ? '' : String.fromCodePoint(code);
}

export function isLoneSurrogate(character: string): boolean {
  if (character.length !== 1) return false;
  const unit = character.charCodeAt(0);
  return unit >= 0xd800 && unit <= 0xdfff;
}
