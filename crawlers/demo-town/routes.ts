import { encodeGbkHtml } from '../encode-gbk.ts';
import type { Site } from './content-schema.ts';
import {
  BUREAU_FOLDERS,
  type BureauSection,
  bureauArticle,
  bureauHome,
  bureauList,
  bureauPrivate,
  GBK_SECTION,
} from './pages/bureau.ts';
import { atomFeed, rssFeed } from './pages/feeds.ts';
import { FORUM_BOARDS, type ForumBoard, forumBoard, forumHome, forumThread } from './pages/forum.ts';
import { htmlPage } from './pages/html.ts';
import { messageList, messagePage } from './pages/message-board.ts';
import { NEWS_FOLDERS, type NewsSection, newsArticle, newsHome, newsList } from './pages/news.ts';
import type { PageContext } from './pages/page-context.ts';
import { townHome } from './pages/town-home.ts';
import type { TownPost } from './timeline.ts';

export interface Answer {
  status: number;
  type: string;
  body: Buffer;
}

const ROBOTS = `User-agent: *
Disallow: /zjj/neibu/
Disallow: /bbs/member/
Allow: /
`;
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#b3261e"/><path d="M3 13V7l5-4 5 4v6z" fill="#fff"/></svg>';

const utf8 = (status: number, type: string, text: string): Answer => ({
  status,
  type,
  body: Buffer.from(text, 'utf8'),
});
const html = (text: string) => utf8(200, 'text/html; charset=utf-8', text);
/** The old part of the bureau's site: GBK, and the header does not say so. */
const gbkHtml = (text: string): Answer => ({ status: 200, type: 'text/html', body: encodeGbkHtml(text) });

type Handler = (context: PageContext, parts: readonly string[], query: URLSearchParams) => Answer | null;

const ROUTES: readonly (readonly [RegExp, Handler])[] = [
  [/^\/$/, () => html(townHome())],
  [/^\/robots\.txt$/, () => utf8(200, 'text/plain; charset=utf-8', ROBOTS)],
  [/^\/favicon\.ico$/, () => utf8(200, 'image/svg+xml', ICON)],
  [/^\/zjj\/(?:index\.html)?$/, (context) => html(bureauHome(context))],
  [/^\/(?:zjj\/neibu|bbs\/member)\/[a-z]+\.html$/, () => html(bureauPrivate())],
  [
    /^\/zjj\/([a-z]+)\/(?:index(?:_(\d{1,4}))?\.html)?$/,
    (context, [folder, page]) => {
      const section = bureauSection(folder);
      if (section === null) return null;
      const text = bureauList(context, section, Number(page ?? 0) + 1);
      return text === null ? null : bureauAnswer(section, text);
    },
  ],
  [
    /^\/zjj\/([a-z]+)\/t(\d{1,15})\.html$/,
    (context, [folder, no]) => {
      const section = bureauSection(folder);
      const post = find(context, 'bureau', no);
      return post === null || section === null || post.section !== section
        ? null
        : bureauAnswer(section, bureauArticle(context, post));
    },
  ],
  [/^\/news\/(?:index\.html)?$/, (context) => html(newsHome(context))],
  [/^\/news\/rss\.xml$/, (context) => utf8(200, 'application/rss+xml; charset=utf-8', rssFeed(context))],
  [/^\/news\/atom\.xml$/, (context) => utf8(200, 'application/atom+xml; charset=utf-8', atomFeed(context))],
  [
    /^\/news\/([a-z]+)\/list_(\d{1,4})\.html$/,
    (context, [folder, page]) => {
      const section = newsSection(folder);
      return section && optional(newsList(context, section, Number(page)));
    },
  ],
  [
    /^\/news\/([a-z]+)\/(\d{1,15})\.shtml$/,
    (context, [folder, no]) => {
      const post = find(context, 'news', no);
      return post !== null && post.section === newsSection(folder) ? html(newsArticle(context, post)) : null;
    },
  ],
  [/^\/bbs\/(?:index\.html)?$/, (context) => html(forumHome(context))],
  [
    /^\/bbs\/forum-(\d)-(\d{1,4})\.html$/,
    (context, [number, page]) => {
      const board = forumBoardOf(number);
      return board && optional(forumBoard(context, board, Number(page)));
    },
  ],
  [/^\/bbs\/thread-(\d{1,15})-1-1\.html$/, (context, [no]) => onPost(context, 'forum', no, forumThread)],
  [/^\/liuyan\/$/, (context, _, query) => optional(messageList(context, Number(query.get('page') ?? 1)))],
  [/^\/liuyan\/detail$/, (context, _, query) => onPost(context, 'board', query.get('id') ?? '', messagePage)],
];

/** The page at a path; 404 where there is none. */
export function answerPath(context: PageContext, path: string, query: URLSearchParams): Answer {
  for (const [pattern, handler] of ROUTES) {
    const match = pattern.exec(path);
    const answer = match && handler(context, match.slice(1), query);
    if (answer) return answer;
  }
  return notFound();
}

function notFound(): Answer {
  const page = htmlPage({
    title: '页面不存在',
    look: 'town',
    body: '<main><h1>404</h1><p>您访问的页面不存在或者已经删除。</p><p><a href="/">返回首页</a></p></main>',
  });
  return utf8(404, 'text/html; charset=utf-8', page);
}

function optional(text: string | null): Answer | null {
  return text === null ? null : html(text);
}

function onPost(
  context: PageContext,
  site: Site,
  no: string | undefined,
  draw: (context: PageContext, post: TownPost) => string,
): Answer | null {
  const post = find(context, site, no);
  return post === null ? null : html(draw(context, post));
}

function find(context: PageContext, site: Site, no: string | undefined): TownPost | null {
  return no !== undefined && /^\d{1,15}$/.test(no) ? context.timeline.post(site, Number(no)) : null;
}

function bureauAnswer(section: BureauSection, text: string): Answer {
  return section === GBK_SECTION ? gbkHtml(text) : html(text);
}

function keyOf<K extends string>(table: Readonly<Record<K, string | number>>, value: string | undefined): K | null {
  for (const key in table) if (String(table[key]) === value) return key;
  return null;
}
const bureauSection = (folder: string | undefined): BureauSection | null => keyOf(BUREAU_FOLDERS, folder);
const newsSection = (folder: string | undefined): NewsSection | null => keyOf(NEWS_FOLDERS, folder);
const forumBoardOf = (number: string | undefined): ForumBoard | null => keyOf(FORUM_BOARDS, number);
