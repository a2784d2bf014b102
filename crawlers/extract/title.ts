import { firstMeta, type Metas } from './meta.ts';

const MOST_LINES = 300;
const HEADINGS = 'h1, #activity-name, [itemprop="headline"], [class*="article-title"], [class*="article_title"]';
const LESSER = 'h2, h3, .title, #title, .headline, .tit, .bt, #thread_subject';
/** Words that end or make up the name of a site or section behind a title. */
const SITE_WORDS =
  /(网|网站|频道|日报|晚报|早报|周刊|新闻|政府|局|厅|部|委员会|委|办|中心|在线|论坛|社区|客户端|the paper|公司|集团|大学|学院|资讯|财经|门户|电视台|头条|要闻|博客|专栏|公告|动态|贴吧|公众号|信息网|热线|平台|留言板|信箱)$|^(网易|新浪|搜狐|腾讯|凤凰|澎湃|观察者|知乎|微博|央视|人民|新华|证券时报|手机|首页)|[a-z0-9]\.(com|cn|net|org)|(news|net|com)$/i;
/** What a template calls every one of its pages. */
const GENERIC =
  /^(?:(?:留言|信件|来信|咨询|问题|文章|新闻|信息|内容|公告|通知公告|办件|诉求|帖子|详细)?(?:详情|详细|详细内容|内容页?|详情页|正文|查看|浏览|公示)|首页|无标题.*|untitled.*|home|index)$/i;

/**
 * The article's own title: a heading or a line of the page that `<title>` or og:title repeats, else those two without
 * the site's name; on a page whose `<title>` names the site only, the heading, or the line above the line of time and
 * source. Empty when the page names none. `lines`: the visible text.
 */
export function readTitle(document: Document, metas: Metas, lines: readonly string[]): string {
  const pageTitle = tidy(document.querySelector('title')?.textContent ?? '');
  const social = tidy(firstMeta(metas, ['articletitle', 'og:title', 'twitter:title']) ?? '');
  const site = tidy(firstMeta(metas, ['sitename', 'og:site_name', 'application-name']) ?? '');
  const headings = textsOf(document, HEADINGS, site);
  const lesser = textsOf(document, LESSER, site);
  const cut = withoutSite(social, site) || withoutSite(pageTitle, site);
  const nameless =
    cut === '' ||
    GENERIC.test(cut) ||
    GENERIC.test(lastCut(cut)[0]) ||
    (SITE_WORDS.test(cut) && cut.length <= 20 && !headings.includes(cut));
  if (nameless) return labelledTitle(lines) ?? soleHeading([...headings, ...lesser], lines, site) ?? cut;
  const main = headings.filter((text) => holds(pageTitle, text) || holds(social, text)).reduce(longer, '');
  // A heading that metadata repeats is the title, however many signs it holds that might part a site's name from it.
  if (main.length >= cut.length * 0.5 && (main.length >= 8 || main.length >= cut.length)) return main;
  const shown = [...headings, ...lesser, ...lines.slice(0, MOST_LINES).filter((line) => line.length <= 120)].map(
    withoutBullet,
  );
  const repeated = shown.filter((text) => text.length >= 4 && (holds(pageTitle, text) || holds(social, text)));
  const best = repeated.reduce(longer, '');
  // What is only a piece of the title is a section's name or a teaser; what is more still carries the site's name.
  if (best.length >= cut.length * 0.5 && best.length <= cut.length) return best;
  return repeated.find((text) => text.length >= 8 && opens(pageTitle, text)) ?? cut;
}

function textsOf(document: Document, selector: string, site: string): string[] {
  return [...document.querySelectorAll(selector)]
    .map((element) => tidy(element.textContent ?? ''))
    .filter((text) => text.length >= 4 && text.length <= 120 && text !== site);
}

/** `标题：…`, or two cells of a table, as boards and hotlines show one message. */
function labelledTitle(lines: readonly string[]): string | null {
  for (const line of lines.slice(0, MOST_LINES)) {
    const title = LABELLED_TITLE.exec(line)?.[1]?.trim();
    if (title !== undefined) return title;
  }
  return null;
}
const LABELLED_TITLE =
  /^(?:诉求|留言|信件|来信|咨询|投诉|信访|问题|文章)?(?:标题|主题|题目)\s*[:：\t]\s*([^\t]{4,80})$/;

/** The title of a page whose metadata names none. */
function soleHeading(headings: readonly string[], lines: readonly string[], site: string): string | null {
  const own = headings.filter((text) => text.length >= 6 && !isSiteName(text, site, '-'));
  if (own[0] !== undefined) return own[0];
  const facts = lines.slice(0, FACTS_WITHIN).findIndex((line) => line.length < 120 && FACTS.test(line));
  const above = lines.slice(Math.max(0, facts - 3), Math.max(0, facts)).reverse();
  return above.find((line) => line.length >= 6 && line.length <= 80 && !/[>»]|当前位置|首页/.test(line)) ?? null;
}
const FACTS_WITHIN = 120;
const FACTS =
  /(?<!更新)(?:发[布表]|刊发)?(?:时间|日期)\s*[:：]\s*(?:19|20)\d{2}|来源\s*[:：].*(?:19|20)\d{2}|^(?:19|20)\d{2}[-年/]\d{1,2}[-月/]\d{1,2}日?.{0,12}来源/;

/** Cuts the site's and the section's name off the end (or, rarely, the beginning). */
export function withoutSite(title: string, site: string): string {
  let rest = title;
  for (let round = 0; round < 4; round += 1) {
    const [head, tail] = lastCut(rest);
    if (head === '' || !isSiteName(tail.text, site, tail.sign)) break;
    // 深度｜某小区… is a column and a title, not a title and a site.
    if (head.length < 5 && tail.text.length > head.length && !SITE_WORDS.test(tail.text) && !GENERIC.test(head)) break;
    rest = head;
  }
  return withoutLeadingSite(rest, site);
}

function withoutLeadingSite(title: string, site: string): string {
  const found = /^(.{2,20}?)\s*(?:[_|｜]|-{2,}|\s[-–—]\s)\s*(.{8,})$/.exec(title);
  const [, head = '', tail = ''] = found ?? [];
  const named = site !== '' ? head === site : /(?:网|网站|政府|局|在线|论坛|频道|日报|晚报)$/.test(head);
  return named && !SITE_WORDS.test(tail) ? tail : title;
}

function isSiteName(text: string, site: string, sign: string): boolean {
  if (text === '') return true;
  if (site !== '' && (text === site || site.includes(text) || text.includes(site))) return true;
  if (text.length > 20) return false;
  // Signs that no writer puts into a sentence need no further proof.
  return /[_|｜]|--/.test(sign) || SITE_WORDS.test(text);
}

function lastCut(title: string): [head: string, tail: { text: string; sign: string }] {
  const sign = /\s*(?:[_|｜]|-{2,}|(?<=\s)[-–—](?=\s)|[-–—])\s*/g;
  let last: RegExpExecArray | null = null;
  for (let found = sign.exec(title); found; found = sign.exec(title)) last = found;
  if (last === null) return ['', { text: '', sign: '' }];
  return [title.slice(0, last.index).trim(), { text: title.slice(last.index + last[0].length).trim(), sign: last[0] }];
}

/** Whether the title begins with the text and goes on with a sign that separates. */
function opens(title: string, text: string): boolean {
  return title.startsWith(text) && /^\s*[_|｜\-–—]/.test(title.slice(text.length));
}

function longer(one: string, other: string): string {
  return other.length > one.length ? other : one;
}

function withoutBullet(line: string): string {
  return line.replace(/^[·•]\s*/, '');
}

function holds(whole: string, part: string): boolean {
  return whole !== '' && squeeze(whole).includes(squeeze(part));
}

/** Pages differ from their titles in blanks and in the kind of quotes. */
function squeeze(text: string): string {
  return text.replace(/[\s"'“”‘’「」]/g, '');
}

function tidy(text: string): string {
  return text.replace(/[\s\u00a0\u3000]+/g, ' ').trim();
}
