export interface Mark {
  /** UTF-16 offsets, end exclusive. */
  start: number;
  end: number;
  /** What made the mark: shown on hover. */
  label: string;
}

export interface Segment {
  start: number;
  text: string;
  /** Labels of all marks that cover it, in order, without repeats; empty for plain text. */
  labels: readonly string[];
}

/**
 * Cuts a text at the edges of its marks. Marks may overlap, nest, repeat or reach beyond the text; the segments
 * joined are always the text itself. A mark that would cut a character in two is widened to the whole character.
 */
export function segmentText(text: string, marks: readonly Mark[]): Segment[] {
  const fitted = marks.map((mark) => toWholeCharacters(text, mark)).filter((mark) => mark.end > mark.start);
  const cuts = [...new Set([0, text.length, ...fitted.flatMap((mark) => [mark.start, mark.end])])].sort(
    (a, b) => a - b,
  );
  const segments: Segment[] = [];
  cuts.forEach((start, index) => {
    const end = cuts[index + 1];
    if (end === undefined) return;
    const over = fitted.filter((mark) => mark.start <= start && mark.end >= end);
    segments.push({ start, text: text.slice(start, end), labels: [...new Set(over.map((mark) => mark.label))] });
  });
  return segments;
}

function toWholeCharacters(text: string, mark: Mark): Mark {
  let start = Math.max(0, Math.min(text.length, Math.trunc(mark.start)));
  let end = Math.max(0, Math.min(text.length, Math.trunc(mark.end)));
  if (splitsPair(text, start)) start -= 1;
  if (splitsPair(text, end)) end += 1;
  return { ...mark, start, end };
}

function splitsPair(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

export interface HitLike {
  name: string;
  spans: readonly { field: string; start: number; end: number; term: string }[];
}

/** The hits' spans in one field (`title` or `text`) of a post. */
export function marksOfHits(hits: readonly HitLike[], field: string): Mark[] {
  return hits.flatMap((hit) =>
    hit.spans.filter((span) => span.field === field).map(({ start, end }) => ({ start, end, label: hit.name })),
  );
}

/** Where the words that were searched for stand, whatever their width or case. */
export function marksOfTerms(text: string, terms: readonly string[], label: string): Mark[] {
  const folded = foldWidth(text);
  return terms.flatMap((term) => {
    const wanted = foldWidth(term);
    const marks: Mark[] = [];
    if (wanted === '') return marks;
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
      marks.push({ start: at, end: at + wanted.length, label });
    }
    return marks;
  });
}

/** Full-width signs to half, letters to lower case, one code unit for one: offsets stay true. */
function foldWidth(text: string): string {
  return text.replace(/[！-～A-Z　]/g, (sign) => {
    if (sign === '　') return ' ';
    const code = sign.charCodeAt(0);
    return String.fromCharCode(code >= 0xff01 ? code - 0xfee0 : code).toLowerCase();
  });
}

/** A stretch of a long text around the first mark: `from`…`to` in UTF-16 units, cut at whole characters. */
export function excerptAround(text: string, marks: readonly Mark[], length: number): { from: number; to: number } {
  if (text.length <= length) return { from: 0, to: text.length };
  const first = marks.reduce((least, mark) => Math.min(least, mark.start), text.length);
  const wanted = first === text.length ? 0 : Math.max(0, first - Math.floor(length / 4));
  let from = Math.min(wanted, text.length - length);
  let to = from + length;
  if (splitsPair(text, from)) from -= 1;
  if (splitsPair(text, to)) to += 1;
  return { from, to };
}
