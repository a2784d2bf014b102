import { RE2JS } from 're2js';

/** Matches of a pattern in a text, in order, without overlap; never more than `most`. */
export type FindAll = (text: string, most: number) => readonly { start: number; end: number }[];

/**
 * Compiles a pattern with a linear-time engine (no look-around, no back references). Upper and lower case are the same.
 * `fold` is applied to everything but ASCII, so that classes such as `\S` keep their meaning.
 * Returns the reason when the pattern is wrong or matches the empty text.
 */
export function compileRegex(source: string, fold: (text: string) => string): FindAll | { problem: string } {
  let pattern: RE2JS;
  try {
    const folded = source.replace(/[^\u0000-\u007f]+/g, fold);
    pattern = RE2JS.compile(folded, RE2JS.CASE_INSENSITIVE);
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
