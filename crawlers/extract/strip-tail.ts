import { endsArticle, isInterface } from './page-words.ts';

export interface TextEnds {
  title: string;
  /** Who signs the page and where it comes from: names that stand alone above the text. */
  names?: readonly (string | null)[];
  /** Keywords of the page's metadata: a line of nothing else is a row of tags. */
  keywords?: string | null;
  /** What the page calls the articles that it links to (bareHeadline): such a line at the end is not the text's. */
  headlines?: ReadonlySet<string>;
}

/** Lines above a text that belong to the page. */
const HEAD =
  /^(?:当前位置|(?:留言|信件|来信|受理|问题)(?:编号|编码|时间|标题|主题)\s*[:：]|您(?:当前|现在)?(?:所在)?的?位置|首页\s*[>›»]|字号|字体|\[?\s*[大中小](?:\s*[大中小])+|浏览(?:次数|量)?\s*[:：]|点击(?:数|率|量|进入)|阅读\s*[:：(（\d]|分享到?|打印|(?:信息|文章)?来源\s*[:：]|作者\s*[:：]|(?:发布|更新|发表)(?:时间|日期|人|单位|机构)?\s*[:：]|点击上方|(?:安装|下载).{0,12}(?:客户端|APP)|.{0,60}下载(?:新浪众测)?客户端|视频[-:：])/;
const TIME_ONLY =
  /^(?:\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?|[昨前今]天)?\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?$|^\d+\s?(?:秒|分钟|小时|天)前$/;
const NUMBER_ONLY = /^[\d,.]{1,9}$/;
/** The information line: a time followed by source, editor, counts. */
const INFO =
  /^(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?\s*\d{1,2}:\d{2}[^。！？]{0,40}$|^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?.{0,12}(?:来源|作者|编辑|浏览|阅读|字号)/;
/** What some editors leave at the end of the last sentence. */
const APPENDED =
  /\s*(?:返回[^\s，。！？]{0,12}[，,]\s*查看更多|返回[^\s，。！？]{0,10}(?:首页|网站)\s*[>》]*|[（(【[]\s*(?:责任?编辑?|编辑|责编)\s*[:：|｜]?[^）)】\]]{0,24}[）)】\]]|责任编辑\s*[:：]\s*\S{0,14}|举报\/反馈)\s*$/;
/** `1/10` before the words of the first of ten pictures. */
const PICTURE_NUMBER = /^\d{1,3}\s?\/\s?\d{1,3}\s+(?=\p{Script=Han})/u;
/** The cell before the text, where a page is a table. */
const TEXT_LABEL = /^(?:诉求|留言|信件|来信|咨询|投诉|信访|问题)(?:内容|正文|描述)\s*[:：\t]\s*/;
const LABELLED_TIME = /^(?:发[布表](?:时间|日期)|时间|日期)\s*[:：]\s*(?:19|20)\d{2}/;
const MOST_HEAD_LINES = 14;
const MOST_TAIL_LINES = 14;
/** Before the last lines only a short line ends the text: a heading such as 相关阅读. */
const HEADING_CHARS = 30;
const SPACED_SHARE = 0.35;

/** Takes the title's repetition, the information line and the closing small print off the ends of a text. */
export function stripTail(text: string, ends: TextEnds): string {
  // Characters of private use are icons of the page's own font.
  const lines = text.split('\n').map((line) => line.replace(/\p{Co}/gu, '').trim());
  const from = headEnd(lines, ends);
  const to = tailStart(lines, from);
  const [first = '', ...rest] = lines.slice(from, Math.min(to, teasersFrom(lines, from, to)));
  const kept = [first.replace(PICTURE_NUMBER, '').replace(TEXT_LABEL, ''), ...rest];
  dropHeadlines(kept, ends);
  while (kept.length > 1 && isTrailing(kept.at(-1) ?? '', ends)) kept.pop();
  const last = kept.pop();
  return [...kept, ...(last === undefined ? [] : [last.replace(APPENDED, '')])].join('\n').trim();
}

/** Headlines of other articles behind the text, and the words above them (热点新闻). */
function dropHeadlines(kept: string[], { headlines }: TextEnds): void {
  let dropped = 0;
  for (; kept.length > 1 && headlines?.has(bareHeadline(kept.at(-1) ?? '')); dropped += 1) kept.pop();
  const above = kept.at(-1) ?? '';
  if (dropped > 1 && kept.length > 1 && above.length <= 12 && !/[。！？，；]/.test(above)) kept.pop();
}

/** A headline without what lists put around it: bullet, number, day. */
export function bareHeadline(line: string): string {
  return squeeze(line)
    .replace(/^(?:[·•●■◆▪-]|\d{1,2}[.、])+/, '')
    .replace(/[[(（]?(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\d{1,2}:\d{2})?[\])）]?$/, '');
}

function headEnd(lines: readonly string[], ends: TextEnds): number {
  const title = squeeze(ends.title);
  let from = 0;
  // A repeated title has the page's own words above it, never the article's.
  const early = lines.slice(0, 6).findIndex((line) => title.length >= 6 && isTitle(line, title));
  const facts = lines
    .slice(0, 8)
    .findIndex((line) => line.length < 120 && (LABELLED_TIME.test(line) || INFO.test(line)));
  for (const mark of [early, facts])
    if (mark >= from && lines.slice(from, mark).every((line) => line.length < 40 && !/[。！？]/.test(line)))
      from = mark + 1;
  while (from < lines.length - 1 && from < MOST_HEAD_LINES && isHead(lines[from] ?? '', lines[from + 1] ?? '', ends))
    from += 1;
  return from;
}

function isHead(line: string, next: string, ends: TextEnds): boolean {
  if (line === '' || isTitle(line, squeeze(ends.title)) || isInterface(line)) return true;
  if (ends.names?.some((name) => name !== null && squeeze(name) === squeeze(line))) return true;
  // An account's name with its buttons below.
  if (line.length <= 20 && isInterface(next) && !/[。！？，；：]/.test(line)) return true;
  return TIME_ONLY.test(line) || NUMBER_ONLY.test(line) || (line.length < 100 && (HEAD.test(line) || INFO.test(line)));
}

function isTitle(line: string, title: string): boolean {
  return title !== '' && squeeze(line).replace(/^(?:原创|转载|置顶|精华)/, '') === title;
}

/** A closing mark in the last lines ends the text there, and so does a heading of one further up: nothing behind it is the article's. */
function tailStart(lines: readonly string[], from: number): number {
  let to = lines.length;
  for (let at = lines.length - 1; at >= Math.max(from + 1, lines.length - MOST_TAIL_LINES); at -= 1)
    if (endsArticle(lines[at] ?? '')) to = at;
  const total = lines.slice(from).reduce((sum, line) => sum + line.length, 0);
  let read = 0;
  for (let at = from; at < to; at += 1) {
    const line = lines[at] ?? '';
    if (at > from && read >= total * SPACED_SHARE && line.length <= HEADING_CHARS && endsArticle(line)) return at;
    read += line.length;
  }
  return to;
}

function isTrailing(line: string, { keywords }: TextEnds): boolean {
  if (line === '' || isInterface(line) || /^\+?\d{1,3}$/.test(line)) return true;
  if (line.length < 80 && PAGER.test(line)) return true;
  if (/^[（(]?(?:文章|图片|资料)?来源(?:于)?\s*[:：|｜]\s*\S{1,16}$|^[-—\s]*END[-—\s]*$/i.test(line)) return true;
  const tags = line.split(/[|｜,，、\s]+/).filter((tag) => tag !== '');
  return (
    tags.length >= 3 && keywords != null && tags.filter((tag) => keywords.includes(tag)).length >= tags.length * 0.7
  );
}

const PAGER = /^(?:[[【(（]?\s*\d{1,2}\s*[\])】）]?(?:\s+|$|(?=[[【(（]))){2,}(?:下一?页|余下全文|末页|\s)*$/;

/** A column of teasers at the end gives itself away by a date alone on a line, again and again. */
function teasersFrom(lines: readonly string[], from: number, to: number): number {
  const start = Math.max(from + 1, to - MOST_TAIL_LINES);
  const dates = lines.slice(start, to).flatMap((line, index) => (DATE_ONLY.test(line) ? [start + index] : []));
  const first = dates[0];
  if (first === undefined || dates.length < 2) return to;
  const teaser = first - 1;
  return (lines[teaser - 1]?.length ?? 99) < 8 ? teaser - 1 : teaser;
}
const DATE_ONLY = /^(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?$/;

function squeeze(text: string): string {
  return text.replace(/[\s"'“”‘’「」]/g, '');
}
