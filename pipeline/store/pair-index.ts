import { squeeze, squeezedTerm } from '../../rules/compile/squeeze.ts';
import { foldText } from '../../rules/fold-table.ts';
import { sha256 } from '../model/ids.ts';

/**
 * The full-text index of every engine: a text is folded, taken out of disguise (see squeeze.ts) and kept as the pairs of
 * its neighbouring characters, `漏水了` as `漏水 水了 了`. A stretch of text is then found as a phrase of its pairs, however
 * the segmenter would cut the text around it. The last token, one character alone, lets a single character be found as
 * the beginning of a token.
 */

/** Stands for white space and control characters: no tokenizer splits there. */
const BLANK = '␣';
// What the tokenizers of SQLite and Lucene split at lies within these.
const BLANKS = /[\s\p{Cc}]/gu;

/** Tokens of a text with one space between them; '' for an empty text. */
export function indexTokens(text: string): string {
  const folded = foldText()(text);
  return pairsOf((squeeze(folded)?.text ?? folded).replace(BLANKS, BLANK).toWellFormed());
}

/** What to look for in the index. */
export interface Sought {
  /** Neighbours in this order; never empty. */
  readonly tokens: readonly string[];
  /** There is one token, and it is only the beginning of the one in the text. */
  readonly isPrefix: boolean;
}

/** A text as a rule or a person writes it → the stretch that every text holding it has in the index. */
export function soughtText(text: string): string {
  return squeezedTerm(foldText()(text));
}

/** Null when nothing is left to look for. `squeezed` is a result of {@link soughtText}. */
export function soughtTokens(squeezed: string): Sought | null {
  // Half a surrogate pair at an end may be part of any character there: it says nothing.
  const whole = squeezed.replace(/^[\udc00-\udfff]+|[\ud800-\udbff]+$/g, '');
  const tokens = pairsOf(whole.replace(BLANKS, BLANK).toWellFormed()).split(' ');
  const [first = ''] = tokens;
  if (first === '') return null;
  return tokens.length === 1 ? { tokens, isPrefix: true } : { tokens: tokens.slice(0, -1), isPrefix: false };
}

let form: string | null = null;

/**
 * Changes when any text would be indexed differently than before, that is with the folding or the squeezing: what was
 * indexed in another form must be indexed anew. Some 30 ms at the first call.
 */
export function indexForm(): string {
  if (form !== null) return form;
  const gaps = Array.from({ length: 10 }, (_, length) => `漏${'.'.repeat(length)}水`);
  // Each unit by itself and between two Chinese characters.
  const units = Array.from({ length: 0x10000 }, (_, unit) => String.fromCharCode(unit)).join('水');
  form = sha256(indexTokens([...gaps, '漏漏水水', '漏💧水', units].join('\n'))).slice(0, 16);
  return form;
}

const SPACE = 0x20;
/** UTF-16 little-endian, whatever the machine. */
const bytes = Buffer.alloc(1 << 16);
/** Two characters of two units each, and the space. */
const LONGEST_TOKEN_BYTES = 10;

/** The text must be well-formed. */
function pairsOf(text: string): string {
  let tokens = '';
  let used = 0;
  for (let at = 0; at < text.length; ) {
    if (used + LONGEST_TOKEN_BYTES > bytes.length) {
      tokens += bytes.toString('utf16le', 0, used);
      used = 0;
    }
    if (at > 0) used = put(used, SPACE);
    const next = at + widthAt(text, at);
    const end = next + widthAt(text, next);
    for (let i = at; i < end; i++) used = put(used, text.charCodeAt(i));
    at = next;
  }
  return tokens + bytes.toString('utf16le', 0, used);
}

function put(at: number, unit: number): number {
  bytes[at] = unit & 0xff;
  bytes[at + 1] = unit >>> 8;
  return at + 2;
}

/** Units of the character at the offset; 0 past the end. */
function widthAt(text: string, at: number): number {
  if (at >= text.length) return 0;
  const unit = text.charCodeAt(at);
  return unit >= 0xd800 && unit <= 0xdbff ? 2 : 1;
}
