export interface SplitOptions {
  /** Most that one part may measure, its mark included. */
  limit: number;
  /** Size of a text; must be additive. Default: bytes in UTF-8. */
  measure?: (text: string) => number;
}

/** Bytes in UTF-8. */
export const utf8Bytes = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Bytes of a text within a JSON string: a newline costs two, a quotation mark too. */
export const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text), 'utf8') - 2;

/**
 * A text in parts of at most `limit`, each beginning with its mark `(2/3)` and a newline; a text that fits is one part
 * without a mark. The parts without their marks are together exactly the text.
 *
 * Cuts come, in this order of preference, after a blank line, a line, a sentence, a character; never inside a link, an
 * address, bold, a coloured stretch, quotation marks, a quoted line or a character of several code points, except where
 * that one thing alone is longer than a part. A code point is never cut.
 */
export function splitText(text: string, { limit, measure = utf8Bytes }: SplitOptions): string[] {
  if (measure(text) <= limit) return [text];
  for (let digits = 1; ; digits += 1) {
    const widest = '9'.repeat(digits);
    const room = limit - measure(markOf(widest, widest));
    const parts = cut(unitsOf(text, room, measure), room);
    if (String(parts.length).length <= digits) return parts.map((part, i) => markOf(i + 1, parts.length) + part);
  }
}

function markOf(part: number | string, parts: number | string): string {
  return `(${part}/${parts})\n`;
}

interface Unit {
  text: string;
  size: number;
  /** How good a place to cut the end of this unit is. */
  ending: number;
}

const ENDING = { any: 0, sentence: 1, line: 2, block: 3 } as const;

/** What should stay whole, widest first: a piece that is itself too long is looked into with the kinds after it. */
const WHOLE: readonly RegExp[] = [
  /^> [^\n]*\n?/gm,
  /<font\b[^>\n]*>[^\n]*?<\/font>|\*\*[^\n]+?\*\*/g,
  /“[^“”\n]*”|「[^「」\n]*」|『[^『』\n]*』|《[^《》\n]*》/g,
  /!?\[[^\]\n]*\]\([^)\s]*\)/g,
  /https?:\/\/[^\s<>"'“”「」『』《》（）()【】[\]]+/g,
];

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

function unitsOf(text: string, room: number, measure: (text: string) => number, kind = 0): Unit[] {
  const whole = WHOLE[kind];
  if (whole === undefined) return charactersOf(text, room, measure);
  const units: Unit[] = [];
  let at = 0;
  for (const found of text.matchAll(whole)) {
    units.push(...unitsOf(text.slice(at, found.index), room, measure, kind + 1));
    const size = measure(found[0]);
    if (size <= room) units.push({ text: found[0], size, ending: endingOf(found[0]) });
    else units.push(...unitsOf(found[0], room, measure, kind + 1));
    at = found.index + found[0].length;
  }
  units.push(...unitsOf(text.slice(at), room, measure, kind + 1));
  return units;
}

function charactersOf(text: string, room: number, measure: (text: string) => number): Unit[] {
  return [...graphemes.segment(text)].flatMap(({ segment }) => {
    const size = measure(segment);
    if (size <= room) return [{ text: segment, size, ending: endingOf(segment) }];
    return Array.from(segment, (point) => ({ text: point, size: measure(point), ending: ENDING.any }));
  });
}

function endingOf(text: string): number {
  if (text.endsWith('\n')) return ENDING.line;
  return /[。！？；!?;]$/.test(text) ? ENDING.sentence : ENDING.any;
}

function cut(units: readonly Unit[], room: number): string[] {
  const parts: string[] = [];
  let from = 0;
  while (from < units.length) {
    let to = from;
    for (let size = 0; to < units.length; to += 1) {
      size += units[to]?.size ?? 0;
      if (size > room) break;
    }
    if (to === from) throw new RangeError(`a part of ${room} cannot hold a single character`);
    const end = to === units.length ? to : bestEnd(units, from, to);
    parts.push(joined(units, from, end));
    from = end;
  }
  return parts;
}

/** The last of the best endings in the second half of the part: a better one earlier would leave the part half empty. */
function bestEnd(units: readonly Unit[], from: number, to: number): number {
  let best = to;
  let rank = 0;
  for (let end = to; end > from + (to - from) / 2; end -= 1) {
    const unit = units[end - 1];
    const isBlock = unit?.text === '\n' && units[end - 2]?.text.endsWith('\n') === true;
    const ending = isBlock ? ENDING.block : (unit?.ending ?? 0);
    if (ending > rank) {
      best = end;
      rank = ending;
    }
  }
  return best;
}

function joined(units: readonly Unit[], from: number, to: number): string {
  return units
    .slice(from, to)
    .map((unit) => unit.text)
    .join('');
}
