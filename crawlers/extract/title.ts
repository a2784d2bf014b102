import { firstMeta, type Metas } from './meta.ts';

const MOST_LINES = 300;
/** Words that end or make up the name of a site or section behind a title. */
const SITE_WORDS =
  /(网|网站|频道|日报|晚报|早报|周刊|新闻|政府|局|厅|部|委员会|委|办|中心|在线|论坛|社区|客户端|the paper|公司|集团|大学|学院|资讯|财经|门户|电视台|头条|要闻|博客|专栏|公告|动态)$|^(网易|新浪|搜狐|腾讯|凤凰|澎湃|观察者|知乎|微博|央视|人民|新华|证券时报|手机|首页)|[a-z0-9]\.(com|cn|net|org)|(news|net|com)$/i;

/**
 * The article's own title: a heading or a line of the page that `<title>` or og:title repeats, else those two without
 * the site's name. Empty when the page names none. `lines`: the visible text.
 */
export function readTitle(document: Document, metas: Metas, lines: readonly string[]): string {
  const pageTitle = tidy(document.querySelector('title')?.textContent ?? '');
  const social = tidy(firstMeta(metas, ['articletitle', 'og:title', 'twitter:title']) ?? '');
  const site = tidy(firstMeta(metas, ['sitename', 'og:site_name', 'application-name']) ?? '');
  const headings = [...document.querySelectorAll('h1, h2, .title, #title, .headline, #activity-name')]
    .map((element) => tidy(element.textContent ?? ''))
    .filter((text) => text.length >= 4 && text.length <= 120 && text !== site);
  const cut = withoutSite(social, site) || withoutSite(pageTitle, site);
  const shown = [...headings, ...lines.slice(0, MOST_LINES).filter((line) => line.length <= 120)].map(withoutBullet);
  const repeated = shown.filter((text) => text.length >= 4 && (holds(pageTitle, text) || holds(social, text)));
  const best = repeated.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
  // What is only a piece of the title is a section's name or a teaser; what is more still carries the site's name.
  const first = repeated.find((text) => text.length >= 8 && opens(pageTitle, text));
  if (best.length >= cut.length * 0.5 && best.length <= cut.length) return best;
  return first ?? (cut || (headings[0] ?? ''));
}

/** Cuts the site's and the section's name off the end (or, rarely, the beginning). */
export function withoutSite(title: string, site: string): string {
  let rest = title;
  for (let round = 0; round < 4; round += 1) {
    const [head, tail] = lastCut(rest);
    if (head === '' || !isSiteName(tail.text, site, tail.sign)) break;
    rest = head;
  }
  return rest;
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
