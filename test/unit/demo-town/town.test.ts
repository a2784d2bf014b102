import { networkInterfaces } from 'node:os';
import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Town } from '../../../crawlers/demo-town/town.ts';
import { ConfigError } from '../../../pipeline/errors.ts';
import { createRecorder, linksOf, NOON, openTown, read } from './support.ts';

const LISTS = {
  bureau: ['/zjj/tzgg/index.html', '/zjj/gzdt/index.html', '/zjj/hygq/index.html'],
  news: ['/news/yw/list_1.html', '/news/sh/list_1.html', '/news/ms/list_1.html'],
  forum: ['/bbs/forum-2-1.html', '/bbs/forum-3-1.html', '/bbs/forum-4-1.html'],
  board: ['/liuyan/'],
};
const ARTICLE =
  /^\/(zjj\/[a-z]+\/t\d+\.html|news\/[a-z]+\/\d+\.shtml|bbs\/thread-\d+-1-1\.html|liuyan\/detail\?id=\d+)$/;

let now = NOON;
let town: Town;
const log = createRecorder();
beforeEach(async () => {
  now = NOON;
  log.lines.length = 0;
  town = await openTown({ now: () => now, log });
});
afterEach(() => town.close());

/** Every page that can be reached from the starts without going behind robots.txt, with its status. */
async function walk(starts: readonly string[]): Promise<Map<string, number>> {
  const seen = new Map<string, number>();
  const queue = [...starts];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path) || /\/(neibu|member)\//.test(path)) continue;
    const page = await read(town, path);
    seen.set(path, page.status);
    queue.push(...linksOf(page.bytes.toString('latin1')));
  }
  return seen;
}

describe('pages', () => {
  it('every link resolves, and paging leads to every one of at least 150 posts', async () => {
    const seen = await walk(['/']);
    expect([...seen].filter(([, status]) => status !== 200)).toEqual([]);
    expect([...seen.keys()].filter((path) => ARTICLE.test(path)).length).toBeGreaterThanOrEqual(150);
    for (const paths of Object.values(LISTS)) for (const path of paths) expect(seen.get(path)).toBe(200);
    expect(seen.has('/zjj/tzgg/index_1.html')).toBe(true);
    expect(log.lines.filter((line) => line.level === 'warn')).toEqual([]);
  });

  it('serves one section as GBK bytes that only the meta tag declares', async () => {
    const page = await read(town, '/zjj/hygq/t10304.html');
    expect(page.type).toBe('text/html');
    expect(page.bytes.toString('latin1')).toContain('<meta charset="gbk">');
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(page.bytes)).toThrow();
    expect(new TextDecoder('gbk', { fatal: true }).decode(page.bytes)).toContain(
      '关于锦绣华府三期项目塔吊事故的情况通报',
    );
    expect(page.bytes.includes(Buffer.from([0xcb, 0xfe, 0xb5, 0xf5]))).toBe(true); // 塔吊
    const other = await read(town, '/zjj/tzgg/index.html');
    expect(other.type).toBe('text/html; charset=utf-8');
    expect(other.text).toContain('通知公告');
  });

  it('shows dates as each kind of site does', async () => {
    const article = (await read(town, '/zjj/tzgg/t10307.html')).text;
    expect(article).toContain('<meta name="PubDate" content="2026-11-19 09:00:00">');
    expect(article).toContain('发布时间：<span class="pubtime">2026-11-19 09:00</span>');
    const forum = (await read(town, '/bbs/forum-3-1.html')).text + (await read(town, '/bbs/forum-4-1.html')).text;
    expect(forum).toMatch(/>\d+小时前</);
    expect(forum).toMatch(/>(昨天|前天) \d\d:\d\d</);
    expect(forum).toMatch(/>11-\d\d \d\d:\d\d</);
    const message = (await read(town, '/liuyan/detail?id=10102')).text;
    expect(message).toContain('已回复');
    expect(message).toMatch(/回复时间：<span class="answer-time">2026年11月\d+日 \d\d:\d\d</);
  });

  it('answers 404 for what is not there, 405 for what is not reading', async () => {
    for (const path of [
      '/nothing',
      '/zjj/tzgg/index_99.html',
      '/zjj/gzdt/t10307.html',
      '/bbs/thread-1-1-1.html',
      '/liuyan/detail?id=x',
      '/liuyan/?page=0',
      '/liuyan/?page=abc',
      '/zjj/..%2f..%2fetc',
    ]) {
      expect([path, (await read(town, path)).status]).toEqual([path, 404]);
    }
    expect((await fetch(`${town.origin}/liuyan/`, { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await read(town, '/favicon.ico')).status).toBe(200);
  });

  it('forbids the private folders in robots.txt and says when one is read all the same', async () => {
    const robots = (await read(town, '/robots.txt')).text;
    expect(robots).toMatch(/^User-agent: \*$/m);
    expect(robots).toMatch(/^Disallow: \/zjj\/neibu\/$/m);
    expect((await read(town, '/zjj/neibu/oa.html')).status).toBe(200);
    expect(log.lines.some((line) => line.level === 'warn' && line.message.includes('robots.txt'))).toBe(true);
  });

  it('is the same for the same now, and keeps its addresses when time goes on', async () => {
    const twin = await openTown();
    try {
      for (const path of ['/zjj/', '/zjj/hygq/t10304.html', '/bbs/thread-10105-1-1.html', '/liuyan/']) {
        expect((await read(twin, path)).bytes.equals((await read(town, path)).bytes)).toBe(true);
      }
    } finally {
      await twin.close();
    }
    const before = await walk(Object.values(LISTS).flat());
    now += 3 * 86_400_000;
    const after = await walk(Object.values(LISTS).flat());
    expect([...after.keys()].filter((path) => ARTICLE.test(path)).sort()).toEqual(
      [...before.keys()].filter((path) => ARTICLE.test(path)).sort(),
    );
    expect([...after.values()].every((status) => status === 200)).toBe(true);
  });

  it('answers a conditional request with 304 while nothing changed', async () => {
    const first = await fetch(`${town.origin}/liuyan/`);
    await first.arrayBuffer();
    const etag = first.headers.get('etag') ?? '';
    const again = () => fetch(`${town.origin}/liuyan/`, { headers: { 'if-none-match': etag } });
    expect((await again()).status).toBe(304);
    for (let n = 0; n < 2; n++) town.tick();
    expect((await again()).status).toBe(200);
  });
});

/** Names of elements left open or closed wrongly; a feed that is not well-formed gives some. */
function unbalanced(xml: string): string[] {
  const open: string[] = [];
  for (const [, close, name, empty] of xml.matchAll(/<(\/?)([\w:]+)(?:\s+[\w:]+="[^"<]*")*\s*(\/?)>/g)) {
    if (close) {
      if (open.pop() !== name) return [`</${name}>`];
    } else if (!empty) open.push(name ?? '');
  }
  return open;
}

describe('feeds', () => {
  it('RSS 2.0 is well-formed and says guid, date and link of every item', async () => {
    const { text, type } = await read(town, '/news/rss.xml');
    expect(type).toContain('application/rss+xml');
    expect(unbalanced(text)).toEqual([]);
    expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|#\d+);)/);
    const feed = parseRssFeed(text);
    const items = feed.items ?? [];
    expect(items.length).toBeGreaterThanOrEqual(15);
    expect(new Set(items.map((item) => item.guid?.value)).size).toBe(items.length);
    for (const item of items) {
      expect(Date.parse(item.pubDate ?? '')).toBeLessThanOrEqual(NOON);
      expect(item.pubDate).toMatch(/^(Sun|Mon|Tue|Wed|Thu|Fri|Sat), \d\d \w{3} 2026 \d\d:\d\d:\d\d \+0800$/);
      expect((await read(town, (item.link ?? '').slice(town.origin.length))).status).toBe(200);
    }
  });

  it('Atom is well-formed and carries the whole text', async () => {
    const { text } = await read(town, '/news/atom.xml');
    expect(unbalanced(text)).toEqual([]);
    const entries = parseAtomFeed(text).entries ?? [];
    expect(entries.length).toBeGreaterThanOrEqual(5);
    const leak = entries.find((entry) => entry.id === 'urn:shuicheng-news-10205');
    expect(JSON.stringify(leak)).toContain('本栏目将继续追踪');
    for (const entry of entries) expect(Date.parse(entry.updated ?? '')).toBeLessThanOrEqual(NOON);
  });
});

describe('growth', () => {
  it('tick() puts a post on top of its list and, from the news, into the feed', async () => {
    const seen = new Set<string>();
    for (let n = 0; n < 12; n++) {
      now += 18_000;
      const { kind, post } = town.tick();
      if (kind !== 'post') continue;
      const lists = post.site === 'news' && post.section !== '民生' ? ['/news/rss.xml'] : LISTS[post.site];
      const pages = await Promise.all(lists.map(async (path) => (await read(town, path)).bytes));
      expect(pages.some((bytes) => bytes.includes(String(post.no)))).toBe(true);
      seen.add(post.site);
    }
    expect(seen.size).toBe(4);
  });

  it('shows a new forum post as 刚刚 and a later answer on the board', async () => {
    const first = town.tick().post;
    expect(first.site).toBe('forum');
    expect((await read(town, `/bbs/thread-${first.no}-1-1.html`)).text).toContain('刚刚');
    now += 5 * 60_000;
    expect((await read(town, `/bbs/thread-${first.no}-1-1.html`)).text).toContain('5分钟前');
    let change = town.tick();
    while (change.kind !== 'answer') change = town.tick();
    expect((await read(town, `/liuyan/detail?id=${change.post.no}`)).text).toContain('官方回复');
  });

  it('goes by itself until the town is closed', async () => {
    const recorder = createRecorder();
    const busy = await openTown({ log: recorder, growEveryMs: 15, firstAfterMs: 5 });
    const grown = () => recorder.lines.filter((line) => line.message === 'town grew').length;
    while (grown() < 3) await new Promise((resolve) => setTimeout(resolve, 10));
    await busy.close();
    const count = grown();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(grown()).toBe(count);
  });
});

describe('the server', () => {
  it('listens on loopback only', async () => {
    expect(town.origin).toBe(`http://127.0.0.1:${town.port}`);
    const others = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter((one) => one.address !== '127.0.0.1' && !one.address.startsWith('fe80'))
      .map((one) => (one.family === 'IPv6' ? `[${one.address}]` : one.address));
    for (const address of [...others, '[::1]']) {
      await expect(fetch(`http://${address}:${town.port}/`, { signal: AbortSignal.timeout(3_000) })).rejects.toThrow();
    }
  });

  it('says which port is taken', async () => {
    const second = openTown({ port: town.port });
    await expect(second).rejects.toThrow(ConfigError);
    await expect(second).rejects.toThrow(String(town.port));
  });

  it('close() ends open connections and frees the port; a second call is harmless', async () => {
    await read(town, '/');
    await Promise.all([town.close(), town.close()]);
    await expect(fetch(town.origin)).rejects.toThrow();
    const again = await openTown({ port: town.port });
    expect((await read(again, '/')).status).toBe(200);
    await again.close();
  });
});
