/** Signs that people put between the characters of a word to slip past filters, and that prose does not need there. */
const GAP_SIGNS =
  ' \t\u00a0.*-_/|~^+=#@&%$\\·•・‧∙●○◆◇★☆■□▲△※→—–‐‑−°\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0f\ufeff';
/** Longest gap, in UTF-16 units; what is longer is a layout or a rule across the page, not a disguise. */
const LONGEST_GAP = 4;

const OTHER = 0;
const HAN = 1;
const GAP = 2;

const kinds = new Uint8Array(0x10000);
kinds.fill(HAN, 0x3400, 0xa000);
kinds.fill(HAN, 0xf900, 0xfb00);
for (const sign of GAP_SIGNS) kinds[sign.charCodeAt(0)] = GAP;
// Pictographs: high surrogates of U+1F000 … U+1FBFF, and low surrogates, which never stand behind a Han unit of the BMP.
kinds.fill(GAP, 0xd83c, 0xd83f);
kinds.fill(GAP, 0xdc00, 0xe000);

/** A text without disguise, and where its units stood. */
export interface Squeezed {
  readonly text: string;
  /** Unit i of `text` stands for [from[i], to[i]) of the folded text: one unit, or a run of the same one. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Indexes into `text`, rising: units with something left out just before them, or that stand for a run. */
  readonly joints: readonly number[];
}

/**
 * Takes a folded text out of two disguises: short gaps of signs between two Chinese characters (漏.水, 拆*迁) are left
 * out, and a Chinese character said several times in a row (漏漏水水) is kept once. Null when there is neither, as in
 * most texts. Whatever holds a term literally still holds `squeezedTerm` of it after squeezing.
 */
export function squeeze(folded: string): Squeezed | null {
  const first = firstJoint(folded);
  if (first < 0) return null;
  const from = new Int32Array(folded.length);
  const to = new Int32Array(folded.length);
  const joints: number[] = [];
  let kept = 0;
  for (let at = 0; at < folded.length; at++) {
    const next = at < first ? at : pastGap(folded, at);
    const joined = next > at;
    const last = kept - 1;
    if (last >= 0 && (joined || to[last] === next) && isSameHan(folded, from[last] ?? 0, next)) {
      to[last] = next + 1;
      if (joints.at(-1) !== last) joints.push(last);
    } else {
      if (joined) joints.push(kept);
      from[kept] = next;
      to[kept] = next + 1;
      kept += 1;
    }
    at = next;
  }
  return {
    text: textOf(folded, from.subarray(0, kept)),
    from: from.subarray(0, kept),
    to: to.subarray(0, kept),
    joints,
  };
}

/** What a literal occurrence of the term looks like in a squeezed text: its own gaps and runs gone, also at its ends. */
export function squeezedTerm(foldedTerm: string): string {
  let start = 0;
  let end = foldedTerm.length;
  while (start < end && kindAt(foldedTerm, start) === GAP) start += 1;
  while (end > start && endsInGap(foldedTerm, end)) end -= 1;
  const inner = foldedTerm.slice(start, end);
  return squeeze(inner)?.text ?? inner;
}

/** The low half of a character that is no sign (𠮷) belongs to that character. */
function endsInGap(text: string, end: number): boolean {
  if (kindAt(text, end - 1) !== GAP) return false;
  const isLow = text.charCodeAt(end - 1) >= 0xdc00 && text.charCodeAt(end - 1) <= 0xdfff;
  const before = end > 1 ? text.charCodeAt(end - 2) : 0;
  return !(isLow && before >= 0xd800 && before <= 0xdbff && kindAt(text, end - 2) !== GAP);
}

/** Offset of the first unit that squeezing may touch, or −1. */
function firstJoint(folded: string): number {
  for (let at = 1; at < folded.length; at++) {
    if (kindAt(folded, at - 1) !== HAN) continue;
    if (pastGap(folded, at) > at || folded.charCodeAt(at - 1) === folded.charCodeAt(at)) return at;
  }
  return -1;
}

/** The Chinese character that a gap beginning at the offset leads to from another one; the offset itself without such a gap. */
function pastGap(folded: string, at: number): number {
  if (kindAt(folded, at) !== GAP || kindAt(folded, at - 1) !== HAN) return at;
  let end = at + 1;
  while (end - at < LONGEST_GAP && kindAt(folded, end) === GAP) end += 1;
  return kindAt(folded, end) === HAN ? end : at;
}

function isSameHan(folded: string, one: number, other: number): boolean {
  return kindAt(folded, one) === HAN && folded.charCodeAt(one) === folded.charCodeAt(other);
}

function kindAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? (kinds[text.charCodeAt(at)] ?? OTHER) : OTHER;
}

/** The units at the offsets, which rise. */
function textOf(folded: string, offsets: Int32Array): string {
  let text = '';
  for (let i = 0; i < offsets.length; ) {
    const start = offsets[i] ?? 0;
    let length = 1;
    while (i + length < offsets.length && offsets[i + length] === start + length) length += 1;
    text += folded.slice(start, start + length);
    i += length;
  }
  return text;
}
