import type { RuleHit } from '../../rules/rule-set.ts';
import { isWord } from '../segment/segmenter.ts';

/** Words that say nothing about the matter. */
const STOP = new Set(
  (
    '我们 你们 他们 她们 自己 大家 现在 目前 已经 一直 没有 什么 怎么 为什么 如何 这个 那个 这些 那些 这样 那样 因为 所以 但是 而且 如果 ' +
    '就是 还是 不是 可以 可能 需要 希望 请问 您好 你好 领导 尊敬 谢谢 感谢 问题 情况 时候 时间 进行 通过 根据 关于 对于 以及 或者 并且 ' +
    '一个 一些 很多 多次 相关 部门 有关 反映 咨询 投诉 建议 回复 答复 留言 网友 市民 政府 书记 市长 今天 昨天 明天 今年 去年 之后 之前 以来 ' +
    '应该 不能 不会 只有 只能 其中 其他 所有 任何 每天 几个 什么样 到底 究竟 至今 本人 我家 还有 然后 而是 由于 为了 导致 造成 要求 解决 处理'
  ).split(' '),
);

/**
 * The post's most telling words: words of two characters or more, counted, title words and words inside rule hits
 * counting more. Falling by weight, ties in reading order; at most `limit`.
 */
export function keywordsOf(
  title: readonly string[],
  text: readonly string[],
  hits: readonly RuleHit[],
  limit = 8,
): string[] {
  const counted = new Map<string, Counted>();
  count(counted, title, 3);
  count(counted, text, 1);
  for (const hit of hits) {
    for (const { term } of hit.spans) {
      const known = counted.get(term);
      if (known !== undefined) known.weight += 2;
      // A term that stands inside a longer word (漏水 in 渗漏水) is worth keeping, one made of counted words is not.
      else if (term.length >= 2 && term.length <= 4 && !holdsCounted(term, counted)) add(counted, term, 2);
    }
  }
  return heaviest([...counted.values()], limit);
}

interface Counted {
  word: string;
  weight: number;
}

function count(counted: Map<string, Counted>, words: readonly string[], weight: number): void {
  for (const word of words) {
    if (word.length < 2 || word.length > 8 || word.charCodeAt(0) < 0x3400 || !isWord(word)) continue;
    const known = counted.get(word);
    if (known !== undefined) known.weight += weight;
    else if (!STOP.has(word)) add(counted, word, weight);
  }
}

function add(counted: Map<string, Counted>, word: string, weight: number): void {
  counted.set(word, { word, weight });
}

function holdsCounted(term: string, counted: ReadonlyMap<string, Counted>): boolean {
  for (let start = 0; start < term.length - 1; start++) {
    for (let end = start + 2; end <= term.length; end++) if (counted.has(term.slice(start, end))) return true;
  }
  return false;
}

/** The few heaviest words, the earlier ones where weights are level: a post has hundreds, sorting them all is dear. */
function heaviest(all: readonly Counted[], limit: number): string[] {
  const kept: Counted[] = [];
  for (const one of all) {
    const last = kept.at(-1);
    if (kept.length === limit && last !== undefined && one.weight <= last.weight) continue;
    let at = kept.length === limit ? limit - 1 : kept.length;
    for (; at > 0 && (kept[at - 1]?.weight ?? 0) < one.weight; at--) kept[at] = kept[at - 1] ?? one;
    kept[at] = one;
  }
  return kept.map(({ word }) => word);
}
