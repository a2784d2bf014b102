import type { RuleHit } from '../../rules/rule-set.ts';
import { markedIn, type Reading } from '../segment/reading.ts';
import { isWord } from '../segment/segmenter.ts';
import type { WordBook } from '../segment/word-book.ts';

/** Words that say nothing about the matter. */
const STOP = new Set(
  (
    '我们 你们 他们 她们 自己 大家 现在 目前 已经 一直 没有 什么 怎么 为什么 如何 这个 那个 这些 那些 这样 那样 因为 所以 但是 而且 如果 ' +
    '就是 还是 不是 可以 可能 需要 希望 请问 您好 你好 领导 尊敬 谢谢 感谢 问题 情况 时候 时间 进行 通过 根据 关于 对于 以及 或者 并且 ' +
    '一个 一些 很多 多次 相关 部门 有关 反映 咨询 投诉 建议 回复 答复 留言 网友 市民 政府 书记 市长 今天 昨天 明天 今年 去年 之后 之前 以来 ' +
    '应该 不能 不会 只有 只能 其中 其他 所有 任何 每天 几个 什么样 到底 究竟 至今 本人 我家 还有 然后 而是 由于 为了 导致 造成 要求 解决 处理'
  ).split(' '),
);

const TITLE_COUNTS = 3;
const HIT_COUNTS = 2;

/**
 * Makes the finder of a post's most telling words: words of two characters or more, counted, title words and words
 * inside rule hits counting more. Falling by weight, ties in reading order; at most `limit`.
 */
export function createKeywords(book: WordBook) {
  const telling = book.list((word) => mayTell(word) && !STOP.has(word));
  /** By word number; all zero between two posts. */
  let weights = new Int32Array(1 << 12);
  const counted: number[] = [];

  function add(number: number, weight: number): void {
    if (number >= weights.length) {
      const before = weights;
      weights = new Int32Array(Math.max(number + 1, before.length * 2));
      weights.set(before);
    }
    const sofar = weights[number] ?? 0;
    if (sofar === 0) counted.push(number);
    weights[number] = sofar + weight;
  }

  function count(field: Reading, weight: number): void {
    for (const i of markedIn(field, telling)) add(field.numbers[i] ?? 0, weight);
  }

  function isCounted(word: string): boolean {
    const number = book.find(word);
    return number !== null && (weights[number] ?? 0) > 0;
  }

  /** A term that stands inside a longer word (漏水 in 渗漏水) is worth keeping, one made of counted words is not. */
  function isOwn(term: string): boolean {
    if (term.length < 2 || term.length > 4) return false;
    for (let start = 0; start < term.length - 1; start++) {
      for (let end = start + 2; end <= term.length; end++) if (isCounted(term.slice(start, end))) return false;
    }
    return true;
  }

  return (title: Reading, text: Reading, hits: readonly RuleHit[], limit = 8): string[] => {
    count(title, TITLE_COUNTS);
    count(text, 1);
    for (const { spans } of hits) {
      for (const { term } of spans) if (isCounted(term) || isOwn(term)) add(book.numberOf(term), HIT_COUNTS);
    }
    const heaviest = heaviestOf(counted, weights, limit).map((number) => book.text(number));
    for (const number of counted) weights[number] = 0;
    counted.length = 0;
    return heaviest;
  };
}

function mayTell(word: string): boolean {
  return word.length >= 2 && word.length <= 8 && word.charCodeAt(0) >= 0x3400 && isWord(word);
}

/** The few heaviest, the earlier ones where weights are level: a post has hundreds, sorting them all is dear. */
function heaviestOf(all: readonly number[], weights: Int32Array, limit: number): number[] {
  const kept: number[] = [];
  const weightAt = (at: number) => weights[kept[at] ?? 0] ?? 0;
  for (const one of all) {
    const weight = weights[one] ?? 0;
    if (kept.length === limit && weight <= weightAt(limit - 1)) continue;
    let at = kept.length === limit ? limit - 1 : kept.length;
    for (; at > 0 && weightAt(at - 1) < weight; at--) kept[at] = kept[at - 1] ?? one;
    kept[at] = one;
  }
  return kept;
}
