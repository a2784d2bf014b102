import type { Metrics } from '../../pipeline/model/raw-item.ts';

/** `1,234`, `浏览 56 次`, `1.2万` → a whole number; null where there is none. */
export function countOf(text: string | null): number | null {
  const found = /(\d[\d,]*(?:\.\d+)?)\s*([万亿wWkK])?/.exec(text ?? '');
  if (!found) return null;
  const unit = { 万: 10_000, w: 10_000, 亿: 100_000_000, k: 1_000 }[(found[2] ?? '').toLowerCase()] ?? 1;
  const count = Math.round(Number((found[1] ?? '').replaceAll(',', '')) * unit);
  return Number.isSafeInteger(count) ? count : null;
}

const NUMBER = String.raw`(\d[\d,]*(?:\.\d+)?\s?[万wW亿]?)`;
/** How pages word their counts; a number without its word is never taken for one. */
const SHAPES: readonly [keyof Metrics, RegExp][] = [
  ['comments', new RegExp(`${NUMBER}\\s*条?\\s*(?:评论|跟帖|回帖)`)],
  ['comments', new RegExp(`(?:评论|跟帖|回帖|回复)(?:数|量)?\\s*[（(:：]?\\s*${NUMBER}\\s*[)）条]?$`)],
  ['reads', new RegExp(`(?:浏览|阅读|点击|访问|查看)(?:次数|量|数)?\\s*[（(:：]?\\s*${NUMBER}`)],
  ['reads', new RegExp(`${NUMBER}\\s*次?(?:浏览|阅读|播放)`)],
  ['likes', new RegExp(`(?:点赞|赞)(?:数)?\\s*[（(:：]\\s*${NUMBER}`)],
];
const LINE_CHARS = 60;

/** Counts that the page shows beside the article. `lines`: the visible text without the article's own. */
export function readCounts(lines: readonly string[]): Partial<Metrics> {
  const counts: Partial<Metrics> = {};
  for (const line of lines) {
    if (line.length > LINE_CHARS) continue;
    for (const [name, shape] of SHAPES) {
      if (counts[name] !== undefined) continue;
      const count = countOf(shape.exec(line)?.[1] ?? null);
      if (count !== null) counts[name] = count;
    }
  }
  return counts;
}
