import type { FieldText } from '../rule-set.ts';
import { characterClasses, RUN } from './character-class.ts';

/**
 * Whether the stretch [start, end) of a segmented text may count as an occurrence of a term.
 *
 * 1. Where it begins or ends with a Latin letter or a digit, the run of letters and digits must begin or end there too:
 *    `mac` is not in `machine`.
 * 2. It is refused when it cuts a word at both ends and these are different words: 主要 in 业主|要求, 市长 in 上海市|长宁区.
 *    A stretch inside one word (漏水 in 渗漏水), one that begins or ends between two words, and one made of whole words pass.
 *
 * It looks at the text and its segmentation only, never at what other rules are loaded.
 */
export function isWholeWord(text: FieldText, start: number, end: number, classes = characterClasses()): boolean {
  const { folded, boundary } = text;
  if (isRun(classes, folded, start) && isRun(classes, folded, start - 1)) return false;
  if (isRun(classes, folded, end - 1) && isRun(classes, folded, end)) return false;
  if (boundary[start] === 1 || boundary[end] === 1) return true;
  for (let i = start + 1; i < end; i++) if (boundary[i] === 1) return false;
  return true;
}

/**
 * The same for a stretch that holds a term only after squeezing (漏.水): stricter, since signs and repeats may also stand
 * between words that have nothing to do with each other (墙面漏 水管坏). It must be made of whole words.
 */
export function isWholeStretch(text: FieldText, start: number, end: number, classes = characterClasses()): boolean {
  const { folded, boundary } = text;
  if (isRun(classes, folded, start) && isRun(classes, folded, start - 1)) return false;
  if (isRun(classes, folded, end - 1) && isRun(classes, folded, end)) return false;
  return boundary[start] === 1 && boundary[end] === 1;
}

function isRun(classes: Uint8Array, text: string, at: number): boolean {
  return at >= 0 && at < text.length && classes[text.charCodeAt(at)] === RUN;
}
