/**
 * Makes text safe to store and show without moving anything: every replacement has the length of what it replaces,
 * so UTF-16 offsets into the result are offsets into the text as given.
 * - C0 controls other than tab and line ends, DEL and C1 controls become spaces (NUL cuts strings in some tools);
 * - lone surrogates become U+FFFD (they cannot be written as UTF-8);
 * - `_x000D_`, a control character that a spreadsheet wrote out in letters, becomes spaces.
 */
export function cleanText(text: string): string {
  const printable = CONTROLS.test(text) ? text.replace(ALL_CONTROLS, ' ') : text;
  const wellFormed = printable.isWellFormed() ? printable : printable.toWellFormed();
  return wellFormed.includes('_x00') ? wellFormed.replace(WRITTEN_OUT, '       ') : wellFormed;
}

const RANGES = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f';
const CONTROLS = new RegExp(`[${RANGES}]`);
const ALL_CONTROLS = new RegExp(CONTROLS, 'g');
/** Office Open XML writes characters that XML forbids as `_xHHHH_`; readers that do not know it hand over the letters. */
const WRITTEN_OUT = /_x00[01][0-9A-Fa-f]_/g;
