import { RE2JS } from 're2js';

/** Matches of a pattern in a text, in order, without overlap; never more than `most`. */
export type FindAll = (text: string, most: number) => readonly { start: number; end: number }[];

/**
 * Compiles a pattern with a linear-time engine (no look-around, no back references). Upper and lower case are the same.
 * `fold` is applied to what is not ASCII, so that `\S` keeps its meaning, and not within brackets, where it would move
 * the ends of ranges such as `[一-龥]`.
 * Returns the reason when the pattern is wrong or matches the empty text.
 */
export function compileRegex(source: string, fold: (text: string) => string): FindAll | { problem: string } {
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(foldOutsideClasses(source, fold), RE2JS.CASE_INSENSITIVE);
    if (pattern.matcher('').find()) return { problem: '它能匹配空文字，会命中所有帖子' };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  return (text, most) => {
    const found: { start: number; end: number }[] = [];
    const matcher = pattern.matcher(text);
    while (found.length < most && matcher.find()) {
      const start = matcher.start();
      const end = matcher.end();
      if (end > start) found.push({ start, end });
    }
    return found;
  };
}

/** The pattern as the engine gets it. */
export function foldOutsideClasses(source: string, fold: (text: string) => string): string {
  const pieces = source.match(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]?|[\s\S]/g) ?? [];
  return pieces.map((piece) => (piece.startsWith('[') ? piece : piece.replace(/\P{ASCII}+/gu, fold))).join('');
}
