import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { clockText, dateText, fullTimeText } from '../time-words.ts';
import type { TownPost } from '../timeline.ts';
import { esc, htmlPage, meta, pager, paragraphs, slicePage } from './html.ts';
import type { PageContext } from './page-context.ts';

const NAME = '水城融媒网';
const PER_PAGE = 15;
export const NEWS_FOLDERS = { 要闻: 'yw', 社会: 'sh', 民生: 'ms' } as const;
export type NewsSection = keyof typeof NEWS_FOLDERS;

export function newsPath(post: TownPost): string {
  const folder = Object.entries(NEWS_FOLDERS).find(([section]) => section === post.section)?.[1] ?? 'yw';
  return `/news/${folder}/${post.no}.shtml`;
}

function frame(title: string, body: string, head = ''): string {
  return htmlPage({
    title,
    look: 'news',
    head: `<link rel="alternate" type="application/rss+xml" title="${NAME}" href="/news/rss.xml">\n<link rel="alternate" type="application/atom+xml" title="${NAME} 民生" href="/news/atom.xml">\n${head}`,
    body: `<header><h1><a href="/news/">${NAME}</a></h1></header>
<nav><a href="/news/">首页</a><a href="/news/yw/list_1.html">要闻</a><a href="/news/sh/list_1.html">社会</a><a href="/news/ms/list_1.html">民生</a><a href="/news/rss.xml">订阅</a><a href="/bbs/">论坛</a></nav>
<main>${body}</main>
<footer>${NAME}　演示站点，内容均为虚构　新闻热线：000-0000000</footer>`,
  });
}

function listItem(post: TownPost): string {
  const time = `${dateText(post.at).slice(5)} ${clockText(post.at)}`;
  return `<li><a href="${newsPath(post)}">${esc(post.title)}</a><span class="date">${time}</span></li>`;
}

export function newsHome({ timeline }: PageContext): string {
  const blocks = Object.entries(NEWS_FOLDERS).map(([section, folder]) => {
    const items = timeline.posts('news', section).slice(0, 8).map(listItem).join('\n');
    return `<h2><a href="/news/${folder}/list_1.html">${section}</a></h2>\n<ul class="list">\n${items}\n</ul>`;
  });
  return frame(NAME, blocks.join('\n'));
}

export function newsList({ timeline }: PageContext, section: NewsSection, page: number): string | null {
  const slice = slicePage(timeline.posts('news', section), page, PER_PAGE);
  if (slice === null) return null;
  return frame(
    `${section}_${NAME}`,
    `<h2>${section}</h2>
<ul class="list">
${slice.items.map(listItem).join('\n')}
</ul>
${pager(page, slice.pages, (n) => `/news/${NEWS_FOLDERS[section]}/list_${n}.html`)}`,
  );
}

export function newsArticle({ timeline }: PageContext, post: TownPost): string {
  const source = post.author ?? NAME;
  const others = timeline.posts('news').filter((other) => other.no !== post.no);
  const related = [
    ...others.filter((other) => other.section === post.section),
    ...others.filter((other) => other.section !== post.section),
  ].slice(0, 5);
  const summary = post.text.replace(/\s+/g, '').slice(0, 80);
  return frame(
    `${post.title}_${NAME}`,
    `<h1 class="headline">${esc(post.title)}</h1>
<div class="info"><time datetime="${toShanghai(post.at)}">${fullTimeText(post.at)}</time>　来源：${esc(source)}　责任编辑：网站值班编辑</div>
<article class="content">
${paragraphs(post.text)}
</article>
<div class="related"><h2>相关阅读</h2><ul class="list">
${related.map(listItem).join('\n')}
</ul></div>
<p class="info">版权声明：未经授权不得转载。</p>`,
    meta('description', summary) +
      `<meta property="og:title" content="${esc(post.title)}">\n<meta property="article:published_time" content="${toShanghai(post.at)}">\n`,
  );
}
