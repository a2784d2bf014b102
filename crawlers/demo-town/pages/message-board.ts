import { clockText, dateTimeText, longDateText } from '../time-words.ts';
import { answerBy, type TownPost } from '../timeline.ts';
import { esc, htmlPage, pager, paragraphs, slicePage } from './html.ts';
import type { PageContext } from './page-context.ts';

const NAME = '水城市领导留言板';
const PER_PAGE = 20;
/** A message waits this long before somebody marks it as taken on. */
const TAKEN_ON_AFTER_MS = 24 * 3_600_000;

export function messagePath(post: TownPost): string {
  return `/liuyan/detail?id=${post.no}`;
}

function frame(title: string, body: string): string {
  return htmlPage({
    title,
    look: 'board',
    body: `<header><h1><a href="/liuyan/">${NAME}</a></h1></header>
<nav><a href="/liuyan/">全部留言</a><a href="/zjj/">市住建局</a><a href="/bbs/">社区</a></nav>
<main>${body}</main>
<footer>${NAME}　演示站点，内容均为虚构</footer>`,
  });
}

function statusTag(post: TownPost, now: number): string {
  if (answerBy(post, now)) return '<span class="status done">已回复</span>';
  return `<span class="status wait">${now - post.at > TAKEN_ON_AFTER_MS ? '办理中' : '待回复'}</span>`;
}

export function messageList({ timeline, now }: PageContext, page: number): string | null {
  const slice = slicePage(timeline.posts('board'), page, PER_PAGE);
  if (slice === null) return null;
  const rows = slice.items.map(
    (post) =>
      `<tr class="message"><td class="no">${post.no}</td><td class="kind">${esc(post.section)}</td><td><a href="${messagePath(post)}">${esc(post.title)}</a></td><td class="time">${dateTimeText(post.at)}</td><td>${statusTag(post, now)}</td></tr>`,
  );
  return frame(
    NAME,
    `<h2>留言列表</h2>
<table class="messages"><tr><th>编号</th><th>问题类型</th><th>标题</th><th>留言时间</th><th>状态</th></tr>
${rows.join('\n')}
</table>
${pager(page, slice.pages, (n) => `/liuyan/?page=${n}`)}`,
  );
}

export function messagePage({ now }: PageContext, post: TownPost): string {
  const answer = answerBy(post, now);
  return frame(
    `${post.title}_${NAME}`,
    `<div class="crumb"><a href="/liuyan/">全部留言</a> &gt; 留言详情</div>
<h1 class="headline">${esc(post.title)}</h1>
<table class="facts"><tr><th>留言编号</th><td class="no">${post.no}</td><th>问题类型</th><td class="kind">${esc(post.section)}</td></tr>
<tr><th>留言人</th><td class="author">${esc(post.author ?? '匿名网友')}</td><th>留言时间</th><td class="time">${dateTimeText(post.at)}</td></tr>
<tr><th>办理状态</th><td colspan="3">${statusTag(post, now)}</td></tr></table>
<div class="content">
${paragraphs(post.text)}
</div>
${
  answer
    ? `<div class="answer"><h2>官方回复</h2>
<div class="summary">回复单位：<span class="by">${esc(answer.by)}</span>　回复时间：<span class="answer-time">${longDateText(answer.at)} ${clockText(answer.at)}</span></div>
<div class="answer-text">
${paragraphs(answer.text)}
</div></div>`
    : '<p class="summary">该留言正在办理，请耐心等待。</p>'
}`,
  );
}
