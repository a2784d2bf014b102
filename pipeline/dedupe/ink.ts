import { squeeze } from '../../rules/compile/squeeze.ts';
import { foldText } from '../../rules/fold-table.ts';
import type { Post } from '../model/post.ts';

/** What is compared of a text is its beginning: a copy of a longer text is found by that as well. UTF-16 units. */
const MOST = 20_000;

/** Notes that a text was taken over, and from where; whoever passes a text on puts them in front or behind. */
const MARKERS =
  /(?:\/\/)?@[^\s:：,，@]{1,30}[:：]|[【[(（]?(?:转载|转发|转自|转帖|网友爆料|搬运)(?:自|于)?[^】\])）\n。，,]{0,20}[】\])）:：]|(?:来源|文章来源|原文链接|责任编辑|原标题)[:：][^\n。]{0,40}|https?:\/\/\S+/g;
const NOT_INK = /[^\p{L}\p{N}]+/gu;

/**
 * What two copies of a text have in common: folded, out of disguise, without notes of reposting, white space, signs and
 * pictographs. A title that the text begins with is not counted twice.
 */
export function inkOf({ title, text }: Pick<Post, 'title' | 'text'>): string {
  const body = bare(text);
  const heading = bare(title);
  return heading === '' || body.startsWith(heading) ? body : `${heading}${body}`;
}

function bare(text: string): string {
  const folded = foldText()(text.slice(0, MOST)).replace(MARKERS, ' ');
  return (squeeze(folded)?.text ?? folded).replace(NOT_INK, '');
}
