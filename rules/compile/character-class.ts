/** Neither letter nor digit; also the first half of an emoji. */
export const OTHER = 0;
/** Letter or digit of a script written with spaces between words: Latin, Greek, Cyrillic, digits. */
export const RUN = 1;
/** Letter of a script written without them: Han, kana, Thai and the like; also every other half of a surrogate pair. */
export const CONTINUOUS = 2;

const LETTER = /[\p{L}\p{N}\p{M}]/u;
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;

let table: Uint8Array | null = null;

/** UTF-16 unit → class. Built at the first call (some 10 ms) and shared. */
export function characterClasses(): Uint8Array {
  if (table !== null) return table;
  const classes = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    const character = String.fromCharCode(unit);
    if (unit >= 0xd83c && unit <= 0xd83e) classes[unit] = OTHER;
    else if (unit >= 0xd800 && unit <= 0xdfff) classes[unit] = CONTINUOUS;
    else if (LETTER.test(character)) classes[unit] = WITHOUT_SPACES.test(character) ? CONTINUOUS : RUN;
  }
  table = classes;
  return classes;
}
