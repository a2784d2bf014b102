import { dateTimeText, forumTime } from '../time-words.ts';
import { repliesBy, type TownPost, viewsBy } from '../timeline.ts';
import { esc, htmlPage, pager, slicePage } from './html.ts';
import type { PageContext } from './page-context.ts';

const NAME = '水城社区';
const PER_PAGE = 30;
/** Board → number in its address. */
export const FORUM_BOARDS = { 房产家居: 2, 小区生活: 3, 水城杂谈: 4 } as const;
export type ForumBoard = keyof typeof FORUM_BOARDS;

export function threadPath(post: TownPost): string {
  return `/bbs/thread-${post.no}-1-1.html`;
}

function frame(title: string, body: string): string {
  return htmlPage({
    title,
    look: 'bbs',
    body: `<header><h1><a href="/bbs/">${NAME}</a></h1></header>
<nav><a href="/bbs/">论坛首页</a><a href="/bbs/forum-2-1.html">房产家居</a><a href="/bbs/forum-3-1.html">小区生活</a><a href="/bbs/forum-4-1.html">水城杂谈</a><a href="/bbs/member/login.html" rel="nofollow">登录</a></nav>
<main>${body}</main>
<footer>${NAME}　演示站点，内容均为虚构　请文明发言</footer>`,
  });
}

/** The exact time is in the tooltip, as forum software does it. */
function timeTag(at: number, now: number): string {
  return `<span class="time" title="${dateTimeText(at)}">${forumTime(at, now)}</span>`;
}

export function forumHome({ timeline, now }: PageContext): string {
  const rows = Object.entries(FORUM_BOARDS).map(([board, number]) => {
    const posts = timeline.posts('forum', board);
    const last = posts[0];
    const latest = last ? `<a href="${threadPath(last)}">${esc(last.title)}</a> ${timeTag(last.at, now)}` : '';
    return `<tr><td><a href="/bbs/forum-${number}-1.html">${board}</a></td><td>${posts.length}</td><td>${latest}</td></tr>`;
  });
  return frame(NAME, `<table><tr><th>版块</th><th>主题</th><th>最新</th></tr>\n${rows.join('\n')}\n</table>`);
}

export function forumBoard({ timeline, now }: PageContext, board: ForumBoard, page: number): string | null {
  const slice = slicePage(timeline.posts('forum', board), page, PER_PAGE);
  if (slice === null) return null;
  const rows = slice.items.map((post) => {
    const replies = repliesBy(post, now);
    const last = replies.at(-1);
    return `<tr class="thread" id="thread_${post.no}"><td><a class="subject" href="${threadPath(post)}">${esc(post.title)}</a></td>
<td><span class="author">${esc(post.author ?? '匿名')}</span><br>${timeTag(post.at, now)}</td><td class="num"><span class="replies">${replies.length}</span> / <span class="views">${viewsBy(post, now)}</span></td>
<td class="last">${last ? `${esc(last.author)} ${forumTime(last.at, now)}` : '—'}</td></tr>`;
  });
  return frame(
    `${board} - ${NAME}`,
    `<h2>${board}</h2>
<table class="threads"><tr><th>主题</th><th>作者</th><th>回复 / 查看</th><th>最后回复</th></tr>
${rows.join('\n')}
</table>
${pager(page, slice.pages, (n) => `/bbs/forum-${FORUM_BOARDS[board]}-${n}.html`)}`,
  );
}

interface Floor {
  id: string;
  author: string;
  at: number;
  text: string;
}

export function forumThread({ now }: PageContext, post: TownPost): string {
  const replies = repliesBy(post, now);
  const floors: Floor[] = [
    { id: `${post.no}`, author: post.author ?? '匿名', at: post.at, text: post.text },
    ...replies.map((reply, index) => ({ id: `${post.no}-${index + 1}`, ...reply })),
  ];
  const counts = `<em>楼主</em>　查看: <span class="views">${viewsBy(post, now)}</span>　回复: <span class="replies">${replies.length}</span>`;
  const boxes = floors.map(
    (floor, index) => `<div class="post" id="pid${floor.id}">
<div class="bar"><span class="author">${esc(floor.author)}</span>　发表于 ${timeTag(floor.at, now)}　${index === 0 ? counts : `<em>${index + 1}楼</em>`}</div>
<div class="message">${esc(floor.text).replace(/\n+/g, '<br>\n')}</div>
</div>`,
  );
  const number = Object.entries(FORUM_BOARDS).find(([board]) => board === post.section)?.[1] ?? 2;
  return frame(
    `${post.title} - ${post.section} - ${NAME}`,
    `<div class="crumb"><a href="/bbs/">论坛首页</a> › <a href="/bbs/forum-${number}-1.html">${esc(post.section)}</a></div>
<h1 class="headline" id="thread_subject">${esc(post.title)}</h1>
${boxes.join('\n')}`,
  );
}
