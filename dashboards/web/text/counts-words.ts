import { countWords } from './numbers.ts';

const NAMES = { reads: '阅读', comments: '评论', likes: '点赞', reposts: '转发' } as const;

type Metrics = { readonly [K in keyof typeof NAMES]: number | null };

/** `阅读 100 → 400，评论 2 → 9`: the first and the last count that was shown; null when none changed. */
export function countsWords(series: readonly Metrics[]): string | null {
  const parts = (['reads', 'comments', 'likes', 'reposts'] as const).flatMap((name) => {
    const counts = series.map((metrics) => metrics[name]).filter((count) => count !== null);
    const [first, last] = [counts[0], counts.at(-1)];
    if (first === undefined || last === undefined || first === last) return [];
    return [`${NAMES[name]} ${countWords(first)} → ${countWords(last)}`];
  });
  return parts.length === 0 ? null : parts.join('，');
}
