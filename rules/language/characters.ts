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

const BARE = /^[\p{L}\p{M}\p{N}\p{So}\p{Sc}_.%·‧•°′″]$/u;

/** May stand in a term without quotes. Takes the whole character, not one half of a surrogate pair. */
export function isBare(character: string): boolean {
  return BARE.test(character);
}

const MEANINGFUL = /[\p{L}\p{N}\p{So}\p{Sc}]/u;

/** Holds something that can be sought: a letter, digit or symbol. */
export function isMeaningful(text: string): boolean {
  return MEANINGFUL.test(text);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]/;

/** Control, zero-width and direction marks: nobody who reads the rule can see them. */
export function isInvisible(character: string): boolean {
  return INVISIBLE.test(character);
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
