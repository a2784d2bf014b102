/** Lines that belong to the page, not to what was written. Only ever taken off the two ends. */
const HEAD =
  /^(?:当前位置|您(?:当前|现在)?(?:所在)?的?位置|首页\s*[>›»]|字号|字体|\[?\s*[大中小](?:\s*[大中小])+|浏览次数|点击(?:数|率|量)|分享到?|打印|来源\s*[:：]|作者\s*[:：]|(?:发布|更新)(?:时间|日期)|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?$)/;
const TAIL =
  /^[[【(（]?\s*(?:责任?编辑?|编辑|责编|审核|校对|初审|终审|复审|监制|值班编委|上一[篇条页]|下一[篇条页]|相关(?:新闻|阅读|文章|信息|链接|推荐|报道)|推荐阅读|延伸阅读|猜你喜欢|热门(?:推荐|文章|评论)|为您推荐|更多(?:精彩|新闻)|分享(?:到|让)|扫一扫|关注(?:微信)?公众号|长按.{0,6}二维码|打印(?:本页)?|关闭(?:窗口|本页)?|返回(?:顶部|首页)|收藏|举报|点赞|版权(?:声明|所有)|免责声明|特别声明|声明\s*[:：]|本文(?:仅代表|来自|系|为).{0,30}(?:观点|版权|转载)|未经.{0,12}(?:授权|许可)|打开.{0,8}(?:APP|客户端)|阅读原文|查看原文|网友评论|全部评论|发表评论)/i;
/** The information line: a time followed by source, editor, counts. */
const INFO = /^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?.{0,12}(?:来源|作者|编辑|浏览|阅读|字号)/;
const MOST_LINES = 12;

/** Takes the title's repetition, the information line and the closing small print off the ends of a text. */
export function stripTail(text: string, title: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const wanted = squeeze(title);
  let from = 0;
  while (from < lines.length && from < MOST_LINES && isHead(lines[from] ?? '', wanted)) from += 1;
  let to = lines.length;
  // A closing mark anywhere in the last lines ends the text there: what follows it is never the article.
  for (let at = lines.length - 1; at >= Math.max(from + 1, lines.length - MOST_LINES); at -= 1)
    if (isTail(lines[at] ?? '')) to = at;
  to = Math.min(to, teasersFrom(lines, from, to));
  return lines.slice(from, to).join('\n').trim();
}

/** A column of teasers at the end gives itself away by a date alone on a line, again and again. */
function teasersFrom(lines: readonly string[], from: number, to: number): number {
  const start = Math.max(from + 1, to - MOST_LINES);
  const dates = lines.slice(start, to).flatMap((line, index) => (DATE_ONLY.test(line) ? [start + index] : []));
  const first = dates[0];
  if (first === undefined || dates.length < 2) return to;
  const teaser = first - 1;
  return (lines[teaser - 1]?.length ?? 99) < 8 ? teaser - 1 : teaser;
}
const DATE_ONLY = /^(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?$/;

function isHead(line: string, title: string): boolean {
  return line === '' || squeeze(line) === title || (line.length < 100 && (HEAD.test(line) || INFO.test(line)));
}

function isTail(line: string): boolean {
  return line.length < 120 && TAIL.test(line);
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}
