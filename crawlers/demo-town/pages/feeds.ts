import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { TownPost } from '../timeline.ts';
import { esc, paragraphs } from './html.ts';
import { newsPath } from './news.ts';
import type { PageContext } from './page-context.ts';

const PER_FEED = 60;
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 822 date in Asia/Shanghai: `Mon, 23 Nov 2026 08:15:30 +0800`. */
function rfc822(at: number): string {
  const iso = toShanghai(at);
  const weekday = WEEKDAYS[new Date(`${iso.slice(0, 10)}T00:00:00Z`).getUTCDay()];
  return `${weekday}, ${iso.slice(8, 10)} ${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)} ${iso.slice(11, 19)} +0800`;
}

function summary(post: TownPost): string {
  const text = post.text.replace(/\s+/g, '');
  return text.length > 90 ? `${text.slice(0, 90)}……` : text;
}

/** Names that stay the same whatever port the town got. */
function guid(post: TownPost): string {
  return `shuicheng-news-${post.no}`;
}

/** RSS 2.0 of 要闻 and 社会: summaries only, the article is behind the link. */
export function rssFeed({ timeline, origin, now }: PageContext): string {
  const posts = timeline
    .posts('news')
    .filter((post) => post.section !== '民生')
    .slice(0, PER_FEED);
  const items = posts.map(
    (post) => `<item>
<title>${esc(post.title)}</title>
<link>${origin}${newsPath(post)}</link>
<guid isPermaLink="false">${guid(post)}</guid>
<category>${esc(post.section)}</category>
<author>${esc(post.author ?? '水城融媒网')}</author>
<pubDate>${rfc822(post.at)}</pubDate>
<description>${esc(summary(post))}</description>
</item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>水城融媒网</title>
<link>${origin}/news/</link>
<atom:link href="${origin}/news/rss.xml" rel="self" type="application/rss+xml"/>
<description>水城融媒网要闻与社会新闻</description>
<language>zh-cn</language>
<lastBuildDate>${rfc822(posts[0]?.at ?? now)}</lastBuildDate>
${items.join('\n')}
</channel>
</rss>
`;
}

/** Atom of 民生: whole texts. */
export function atomFeed({ timeline, origin, now }: PageContext): string {
  const posts = timeline.posts('news', '民生').slice(0, PER_FEED);
  const entries = posts.map(
    (post) => `<entry>
<title>${esc(post.title)}</title>
<link href="${origin}${newsPath(post)}"/>
<id>urn:${guid(post)}</id>
<published>${toShanghai(post.at)}</published>
<updated>${toShanghai(post.at)}</updated>
<author><name>${esc(post.author ?? '水城融媒网')}</name></author>
<summary>${esc(summary(post))}</summary>
<content type="html">${esc(paragraphs(post.text))}</content>
</entry>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">
<title>水城融媒网 民生</title>
<id>urn:shuicheng-news-ms</id>
<link href="${origin}/news/ms/list_1.html"/>
<link rel="self" href="${origin}/news/atom.xml"/>
<updated>${toShanghai(posts[0]?.at ?? now)}</updated>
${entries.join('\n')}
</feed>
`;
}
