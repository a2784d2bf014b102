import { dateText, dateTimeText, fullTimeText } from '../time-words.ts';
import type { TownPost } from '../timeline.ts';
import { viewsBy } from '../timeline.ts';
import { esc, htmlPage, meta, pager, paragraphs, slicePage } from './html.ts';
import type { PageContext } from './page-context.ts';

const NAME = '水城市住房和城乡建设局';
const PER_PAGE = 10;
/** Section → folder. 回应关切 is an old part of the site: its pages are GBK and only their meta tag says so. */
export const BUREAU_FOLDERS = { 通知公告: 'tzgg', 工作动态: 'gzdt', 回应关切: 'hygq' } as const;
export type BureauSection = keyof typeof BUREAU_FOLDERS;
export const GBK_SECTION: BureauSection = '回应关切';

export function articlePath(post: TownPost): string {
  const folder = Object.entries(BUREAU_FOLDERS).find(([section]) => section === post.section)?.[1] ?? 'tzgg';
  return `/zjj/${folder}/t${post.no}.html`;
}

/** Gov sites number their list pages index.html, index_1.html, index_2.html … */
function listPath(section: BureauSection, page: number): string {
  const folder = `/zjj/${BUREAU_FOLDERS[section]}/`;
  return page === 1 ? `${folder}index.html` : `${folder}index_${page - 1}.html`;
}

function frame(title: string, section: string | null, body: string, head = ''): string {
  return htmlPage({
    title,
    look: 'gov',
    charset: section === GBK_SECTION ? 'gbk' : 'utf-8',
    head: meta('SiteName', NAME) + meta('SiteDomain', 'zjj.shuicheng.example') + head,
    body: `<header><h1><a href="/zjj/">${NAME}</a></h1></header>
<nav><a href="/zjj/">首页</a><a href="/zjj/tzgg/index.html">通知公告</a><a href="/zjj/gzdt/index.html">工作动态</a><a href="/zjj/hygq/index.html">回应关切</a><a href="/liuyan/">互动交流</a><a href="/zjj/neibu/oa.html">内部办公</a></nav>
<main>${body}</main>
<footer>主办单位：${NAME}　网站标识码：0000000000　演示站点，内容均为虚构</footer>`,
  });
}

function listItem(post: TownPost): string {
  return `<li><a href="${articlePath(post)}" title="${esc(post.title)}">${esc(post.title)}</a><span class="date">${dateText(post.at)}</span></li>`;
}

export function bureauHome({ timeline }: PageContext): string {
  const blocks = Object.entries(BUREAU_FOLDERS).map(([section, folder]) => {
    const items = timeline.posts('bureau', section).slice(0, 6).map(listItem).join('\n');
    return `<h2><a href="/zjj/${folder}/index.html">${section}</a></h2>\n<ul class="list">\n${items}\n</ul>`;
  });
  return frame(NAME, null, blocks.join('\n'));
}

export function bureauList({ timeline }: PageContext, section: BureauSection, page: number): string | null {
  const slice = slicePage(timeline.posts('bureau', section), page, PER_PAGE);
  if (slice === null) return null;
  return frame(
    `${section}-${NAME}`,
    section,
    `<div class="crumb">当前位置：<a href="/zjj/">首页</a> &gt; ${section}</div>
<h2>${section}</h2>
<ul class="list news-list">
${slice.items.map(listItem).join('\n')}
</ul>
${pager(page, slice.pages, (n) => listPath(section, n))}`,
    meta('ColumnName', section),
  );
}

export function bureauArticle({ timeline, now }: PageContext, post: TownPost): string {
  const source = post.author ?? '市住房和城乡建设局';
  const related = timeline
    .posts('bureau', post.section)
    .filter((other) => other.no !== post.no && other.at <= post.at)
    .slice(0, 4);
  return frame(
    `${post.title}-${NAME}`,
    post.section,
    `<div class="crumb">当前位置：<a href="/zjj/">首页</a> &gt; <a href="${articlePath(post).replace(/t\d+\.html$/, 'index.html')}">${esc(post.section)}</a> &gt; 正文</div>
<h1 class="headline">${esc(post.title)}</h1>
<div class="info">发布时间：<span class="pubtime">${dateTimeText(post.at)}</span>　来源：<span class="source">${esc(source)}</span>　浏览次数：<span class="reads">${viewsBy(post, now)}</span>　字号：[大 中 小]</div>
<div class="content" id="zoom">
${paragraphs(post.text)}
</div>
<div class="share">分享到：微信　微博　<a href="javascript:window.print()">打印本页</a>　<a href="javascript:window.close()">关闭窗口</a></div>
<div class="related"><h2>相关信息</h2><ul class="list">
${related.map(listItem).join('\n')}
</ul></div>`,
    meta('ArticleTitle', post.title) +
      meta('ArticleId', String(post.no)) +
      meta('ColumnName', post.section) +
      meta('ContentSource', source) +
      meta('PubDate', fullTimeText(post.at)),
  );
}

/** Behind `Disallow` in robots.txt: a polite reader never sees it. */
export function bureauPrivate(): string {
  return frame(`内部办公-${NAME}`, null, '<p>内部办公系统入口，仅供工作人员使用。</p>');
}
