import { firstMeta, type Metas } from './meta.ts';
import { isInterface } from './page-words.ts';
import type { Structured } from './structured.ts';

export interface Byline {
  /** Who wrote it; null where nobody is named. */
  author: string | null;
  /** Where the page says it has it from: a newspaper, a public body, an account. */
  source: string | null;
}

export interface BylinePage {
  document: Document;
  metas: Metas;
  structured: Structured;
  lines: readonly string[];
  title: string;
  /** The published time as the page shows it; names stand beside it. */
  publishedRaw: string | null;
}

const AUTHOR = /(?:作者|撰文|撰稿|发布者|发布人|楼主|posted by)\s*[:：]\s*/i;
/** The same below a text. */
const SIGNED = /^[（(【]?(?:作者|撰文|采写|撰稿)\s*[:：|｜/]\s*/;
const SIGNED_CHARS = 40;
const SOURCE =
  /(?:(?:信息|文章|稿件|新闻)?来源(?:于|平台|单位)?|出处|稿源|发布(?:机构|单位)|发文(?:机关|机构|单位)|公开(?:主体|责任部门)|转载?自)\s*[:：|｜]?\s*/;
const AUTHOR_PLACES = '[itemprop="author"], [rel="author"], #js_name, .authi a';
const SOURCE_LABELLED =
  /(?:(?:信息|文章|稿件|新闻)?来源(?:于|平台|单位)?|出处|稿源|发布(?:机构|单位)|发文(?:机关|机构|单位)|公开(?:主体|责任部门))\s*[:：|｜]\s*/;
const MOST_LINES = 400;
const NAME_CHARS = 40;
/** Names that no one bears. */
const NOBODY =
  /^(?:https?:|undefined$|null$|none$|admin\w*$|administrator$|root$|user$|未知|佚名|不详|无$|网络$|互联网$|本站$|管理员|系统管理员|编辑$|\d+$|name\b)/i;

/** Who signs the page. */
export function readByline(page: BylinePage): Byline {
  const head = page.lines.slice(0, MOST_LINES).filter((line) => line.length < 240);
  const beside = besideTime(page);
  const author = firstName([
    firstMeta(page.metas, [
      'author',
      'article:author',
      'og:article:author',
      'mediaid',
      'byl',
      'dc.creator',
      'weixin:author',
    ]),
    page.structured.author,
    page.document.querySelector(AUTHOR_PLACES)?.textContent ?? null,
    after(belowTitle(page), AUTHOR),
    after(
      page.lines.filter((line) => line.length < SIGNED_CHARS),
      SIGNED,
    ),
  ]);
  const source = firstName([
    firstMeta(page.metas, ['contentsource', 'source', 'article:source', 'mediaid', 'og:article:source']),
    after(near(page), SOURCE),
    after(head, SOURCE_LABELLED),
    beside,
  ]);
  return { author, source };
}

function firstName(candidates: readonly (string | null)[]): string | null {
  for (const candidate of candidates) {
    const name = candidate === null ? '' : tidy(candidate);
    if (name !== '' && name.length <= NAME_CHARS && !NOBODY.test(name) && !name.includes('@')) return name;
  }
  return null;
}

function after(lines: readonly string[], label: RegExp): string | null {
  for (const line of lines) {
    const found = label.exec(line);
    if (!found) continue;
    const rest = line.slice(found.index + found[0].length);
    const name = /^[^\t|｜,，;；()（）[\]【】<>。]{1,40}/.exec(rest)?.[0] ?? '';
    const first = (NAME_END.exec(name)?.[1] ?? '').replace(/^\S{0,8}(?:记者|通讯员)\s+/, '').trim();
    if (first !== '' && !/^\d{2,4}[-年]/.test(first)) return first;
  }
  return null;
}
/** A name ends where the next fact of the line begins; one blank may stand inside it (人民网-文化频道 原创稿). */
const NAME_END =
  /^(.{1,40}?)(?=\s*(?:作者|责任?编辑|编辑|时间|日期|发布|发表|浏览|阅读|点击|字号|字体|打印|分享|\d{4}[-年/])|[\s\u3000]{2,}|\s+\S+\s*[:：]|$)/;

/** Lines around the place where the time stands. */
function near({ lines, publishedRaw }: BylinePage): string[] {
  const at = timeLine(lines, publishedRaw);
  return at < 0 ? [] : lines.slice(Math.max(0, at - 2), at + 4).filter((line) => line.length < 120);
}

/** What stands beside the time without a label: `2019-09-26 10:56:28 证券时报网`, or a name alone on the line above or below. */
function besideTime({ lines, title, publishedRaw }: BylinePage): string | null {
  const at = timeLine(lines, publishedRaw);
  if (at < 0 || publishedRaw === null) return null;
  const line = lines[at] ?? '';
  if (line.length > 90) return null;
  const rest = line.replace(/\s+/g, ' ').replace(publishedRaw, ' ').replace(LABELS, ' ');
  for (const piece of rest.split(/[\s|｜·,，]+/)) if (isName(piece)) return piece;
  for (const neighbour of [lines[at - 1], lines[at + 1]])
    if (neighbour !== undefined && neighbour !== title && isName(neighbour.trim())) return neighbour.trim();
  return null;
}
const LABELS =
  /(?:本报|本网)?(?:记者|通讯员|特约记者)(?=\s)|(?:发[布表]|更新|刊发)?(?:时间|日期)?\s*[:：]|:\d{2}(?=\s|$)|[（(].{0,20}参与[)）]/g;

function isName(text: string): boolean {
  return (
    /^[\p{Script=Han}\w·\-/ [\]]{2,20}$/u.test(text) &&
    /\p{Script=Han}|^[A-Z][A-Za-z]{2,}/u.test(text) &&
    !isInterface(text) &&
    !/^(?:我有话说|网友|留言|编号|记者$|正文|首页|字号|来源|作者|编辑|阅读|浏览|评论|星期|周[一二三四五六日]|.{0,4}收藏|登录|注册|发表于|发布于)|参与|小时前|分钟前|\d{4}/.test(
      text,
    )
  );
}

function timeLine(lines: readonly string[], raw: string | null): number {
  if (raw === null || raw.length < 6) return -1;
  const whole = lines.findIndex((line) => line.length < 240 && line.replace(/\s+/g, ' ').includes(raw));
  // A time printed over several lines ends with its time of day.
  return whole >= 0 ? whole : lines.indexOf(raw.split(' ').at(-1) ?? raw);
}

/** The title and the lines right below it. */
function belowTitle({ lines, title }: BylinePage): string[] {
  const at =
    title === ''
      ? 0
      : Math.max(
          0,
          lines.findIndex((line) => line.length < title.length + 60 && line.includes(title)),
        );
  return lines.slice(at, at + 16).filter((line) => line.length < 240);
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:作者|来源|文)\s*[:：/]\s*/, '')
    .replace(/^(.{2,12})\1(?=官方|$)/, '$1')
    .replace(/\s*(?:举报|关注|参与互动|原创|官方账号|已认证|[|｜/])*\s*$/, '');
}
