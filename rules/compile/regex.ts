import { RE2JS } from 're2js';

/** Matches of a pattern in a text, in order, without overlap; never more than `most`. */
export type FindAll = (text: string, most: number) => readonly { start: number; end: number }[];

/** Instructions of the engine: what `{1000}` and the like unfold to. Each letter of a text costs up to all of them. */
const MOST_INSTRUCTIONS = 1000;
/**
 * Letters times instructions that the search for further matches may cost in one text. One match is found in linear
 * time; a thousand, each after a look to the end (`.*$z|a`), are not.
 */
const MOST_WORK = 100_000_000;

/** What the engine says, in words. */
const ENGINE_PROBLEMS: readonly (readonly [said: RegExp, problem: string])[] = [
  [/missing closing \]/, '方括号没有配对'],
  [/missing closing \)|unexpected \)/, '圆括号没有配对'],
  [/invalid repeat count/, '重复次数不对：先小后大，连同嵌套相乘不超过 1000'],
  [/missing argument to repetition/, '* + ? {} 前面没有可重复的内容'],
  [/invalid nested repetition/, '* + ? 连着写了两个'],
  [/invalid character class range/, '方括号里的范围，或 \\p{…} 的名字不对'],
  [/invalid escape|trailing backslash/, '反斜杠后面的写法不认识'],
  [/unsupported Perl syntax|lookbehind|invalid group|named capture/i, '(?…) 里的写法不支持'],
];

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
    if (pattern.programSize() > MOST_INSTRUCTIONS) return { problem: '展开以后太大，请减少 {…} 里的重复次数' };
    if (pattern.matcher('').find()) return { problem: '它能匹配空文字，会命中所有帖子' };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { problem: ENGINE_PROBLEMS.find(([pattern]) => pattern.test(said))?.[1] ?? said };
  }
  return (text, most) => {
    const found: { start: number; end: number }[] = [];
    const matcher = pattern.matcher(text);
    const cost = pattern.programSize();
    for (let work = 0; found.length < most && work < MOST_WORK && matcher.find(); ) {
      const start = matcher.start();
      const end = matcher.end();
      if (end > start) found.push({ start, end });
      work += (text.length - end) * cost;
    }
    return found;
  };
}

/** The pattern as the engine gets it. */
export function foldOutsideClasses(source: string, fold: (text: string) => string): string {
  const pieces = source.match(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]?|[\s\S]/g) ?? [];
  return pieces.map((piece) => (piece.startsWith('[') ? piece : piece.replace(/\P{ASCII}+/gu, fold))).join('');
}
