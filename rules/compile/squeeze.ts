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
  /** Stretches taken over as they stood; where one ends, something was left out. At least one, in order. */
  readonly pieces: readonly Piece[];
}

export interface Piece {
  /** The stretch of `text`, end exclusive. */
  readonly at: number;
  readonly end: number;
  /** Offset of that unit in the folded text. */
  readonly from: number;
  /** End offset there of its last unit, or of the run that this one stands for. */
  readonly to: number;
}

/**
 * Takes a folded text out of two disguises: short gaps of signs between two Chinese characters (漏.水, 拆*迁) are left
 * out, and a Chinese character said several times in a row (漏漏水水) is kept once. Null when there is neither.
 * Whatever holds a term literally still holds `squeezedTerm` of it after squeezing.
 */
export function squeeze(folded: string): Squeezed | null {
  const pieces: Piece[] = [];
  let text = '';
  let from = 0;
  let before = folded.charCodeAt(0);
  for (let at = 1; at < folded.length; at++) {
    const unit = folded.charCodeAt(at);
    // Nearly every unit is a Chinese character unlike the one before it: told without looking into a table.
    const ordinary = unit >= 0x4e00 && unit <= 0x9fff && unit !== before;
    const apart = !ordinary && (unit === before ? kinds[unit] === HAN : pastGap(folded, at) > at);
    before = unit;
    if (!apart) continue;
    const joint = passJoint(folded, at);
    pieces.push({ at: text.length, end: text.length + at - from, from, to: joint.end });
    text += folded.slice(from, at);
    from = joint.next;
    at = from;
    before = folded.charCodeAt(at);
  }
  if (pieces.length === 0) return null;
  const rest = folded.length - from;
  if (rest > 0) pieces.push({ at: text.length, end: text.length + rest, from, to: folded.length });
  return { text: text + folded.slice(from), pieces };
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

/** Where in the folded text the stretch [start, end) of the squeezed one stood; not empty. */
export function placeOf({ pieces }: Squeezed, start: number, end: number): { start: number; end: number } {
  const first = pieces[indexOfPiece(pieces, start)];
  const last = pieces[indexOfPiece(pieces, end - 1)];
  if (first === undefined || last === undefined) return { start, end };
  const to = end === last.end ? last.to : last.from + end - last.at;
  return { start: first.from + start - first.at, end: to };
}

/** The piece that holds the unit. */
function indexOfPiece(pieces: readonly Piece[], unit: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (unit < (pieces[middle]?.end ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** From the first sign left out after the Chinese character before `at`: the end of its run, and where to go on. */
function passJoint(folded: string, at: number): { end: number; next: number } {
  let end = at;
  for (;;) {
    const next = pastGap(folded, end);
    if (next >= folded.length || !isSame(folded, at - 1, next)) return { end, next };
    end = next + 1;
  }
}

/** The Chinese character that a gap beginning at the offset leads to from another one; the offset itself without such a gap. */
function pastGap(folded: string, at: number): number {
  if (kindAt(folded, at) !== GAP || kindAt(folded, at - 1) !== HAN) return at;
  let end = at + 1;
  while (end - at < LONGEST_GAP && kindAt(folded, end) === GAP) end += 1;
  return kindAt(folded, end) === HAN ? end : at;
}

function isSame(folded: string, one: number, other: number): boolean {
  return folded.charCodeAt(one) === folded.charCodeAt(other);
}

function kindAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? (kinds[text.charCodeAt(at)] ?? OTHER) : OTHER;
}
