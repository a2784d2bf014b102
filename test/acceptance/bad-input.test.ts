import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../crawlers/catalogue.ts';
import { createCrawling } from '../../crawlers/crawling.ts';
import { encodeGbk } from '../../crawlers/encode-gbk.ts';
import type { SourceRun } from '../../pipeline/model/source-status.ts';
import { type Chain, openChain } from '../support/chain.ts';
import { type LoopbackSite, openSite, type SitePage } from '../support/loopback-site.ts';
import { SILENT_LOG } from '../support/samples.ts';

/** Everything a site may do to a crawler, beside pages that are well: bounded, named, and the run goes on. */
let chain: Chain;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  chain = await openChain();
  closers.push(() => chain.close());
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function site(pages: Record<string, SitePage>, otherwise?: SitePage): Promise<LoopbackSite> {
  const opened = await openSite({ '/robots.txt': '', ...pages }, otherwise);
  closers.push(opened.close);
  return opened;
}

const text = (n: number) =>
  `业主反映${n}号楼自十一月起室温不足十六度，物业三次上门测温均未处理，街道办已要求供热公司三天之内答复。`;
const article = (n: number, time = '2026-03-02 08:15') =>
  `<html><head><title>第${n}条消息</title></head><body><h1>第${n}条消息</h1><p class="t">${time}</p><div class="c"><p>${text(n)}</p></div></body></html>`;
const listOf = (paths: readonly string[], next = '') =>
  `<ul>${paths.map((path, n) => `<li><a href="${path}">第${n}条关于供暖的消息</a></li>`).join('')}</ul>${next && `<a class="next" href="${next}">下一页</a>`}`;
const LIST = 'list: { item: li, next: .next }\n    page: { title: h1, time: .t, text: .c }';

async function crawl(kind: string, address: string, more = LIST, pairs: string[] = []): Promise<SourceRun> {
  const crawling = createCrawling({
    catalogue: parseCatalogue(
      `sources:
  - id: a
    name: 甲
    kind: ${kind}
    channel: news
    addresses: ["${address}"]
    schedule: "0 0 1 1 *"
    politeness: { delayMs: 0, concurrency: 4, timeoutMs: 4000, maxBytes: 300000, maxPages: 40 }
    ${more}
    legal: 测试
    verified: false`,
      'test.yaml',
    ),
    accept: chain.ingest.accept,
    now: () => chain.clock.now,
    log: SILENT_LOG,
    allowPrivate: [new URL(address).host, ...pairs],
  });
  try {
    for await (const run of crawling.runNow()) {
      expect(run.listed).toBe(run.accepted + run.duplicates + run.failed + run.skipped);
      await chain.core.drain();
      return run;
    }
    throw new Error('no run');
  } finally {
    await crawling.close();
  }
}

const pour =
  (chunk: string): SitePage =>
  (_q, r) => {
    r.writeHead(200, { 'content-type': 'text/html' });
    const more = () => {
      while (!r.destroyed && r.write(chunk));
      if (!r.destroyed) r.once('drain', more);
    };
    more();
  };

/** Speaks TCP by itself, for what a proper server would not say. */
async function rawServer(answer: (path: string) => { head: string; end: 'close' | 'half' | 'open' }): Promise<string> {
  const server = createTcpServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (data) => {
      const { head, end } = answer(/^GET (\S+)/.exec(data.toString('latin1'))?.[1] ?? '');
      socket.write(head);
      if (end === 'half') socket.end();
      if (end === 'close') setTimeout(() => socket.destroy(), 50);
    });
    closers.push(async () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return `127.0.0.1:${address.port}`;
}

it('answers that never end, lie or lead away', async () => {
  const inner = await site({ '/': 'secret' });
  const broken = await rawServer((path) => {
    const ok = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n';
    if (path === '/robots.txt')
      return { head: 'HTTP/1.1 404 No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n', end: 'close' };
    if (path === '/half-before') return { head: '', end: 'half' };
    if (path === '/half-within') return { head: `${ok}content-length: 500\r\n\r\n<h1>half`, end: 'half' };
    if (path === '/longer') return { head: `${ok}content-length: 10\r\n\r\n<h1>longer than said</h1>`, end: 'close' };
    if (path === '/negative') return { head: `${ok}content-length: -5\r\n\r\nx`, end: 'close' };
    if (path === '/two') return { head: `${ok}content-length: 3\r\ncontent-length: 9\r\n\r\nabcdefghi`, end: 'close' };
    return { head: 'nonsense\r\n\r\n', end: 'close' };
  });
  const bad: Record<string, SitePage> = {
    '/endless-redirect': (q, r) => r.writeHead(302, { location: `${q.url}x` }).end(),
    '/to-loopback': (_q, r) => r.writeHead(302, { location: inner.origin }).end(),
    '/to-loopback-6': (_q, r) => r.writeHead(302, { location: 'http://[::1]/' }).end(),
    '/stream': pour('x'.repeat(10_000)),
    '/ten-gigabytes': (_q, r) => r.writeHead(200, { 'content-type': 'text/html', 'content-length': 10e9 }).write('x'),
    '/bomb': (_q, r) =>
      r.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(30e6))),
    '/drip': (_q, r) => {
      r.writeHead(200, { 'content-type': 'text/html' });
      const timer = setInterval(() => r.write('.'), 100);
      r.on('close', () => clearInterval(timer));
    },
    '/deep': `<h1>x</h1>${'<div>'.repeat(300)}x`,
  };
  const lies = ['/half-before', '/half-within', '/longer', '/negative', '/two', '/nonsense'];
  const { origin, pages } = await site({ ...bad, '/good': article(1), '/also-good': article(2) }, (q, r) =>
    q.url?.startsWith('/endless-redirect') ? r.writeHead(302, { location: `${q.url}x` }).end() : r.writeHead(404).end(),
  );
  pages['/list'] = listOf([
    '/good',
    ...Object.keys(bad),
    ...lies.map((path) => `http://${broken}${path}`),
    '/also-good',
  ]);
  const run = await crawl('list-page', `${origin}/list`, LIST, [broken]);
  expect(run.accepted).toBe(2 + 1); // "/longer" is read as far as it was said
  expect(run.reasons).toEqual({
    'too-many-redirects': 1,
    'private-address': 1,
    'host-not-listed': 1,
    'too-large': 3,
    timeout: 1,
    'too-deep': 1,
    'connection-lost': 5,
  });
  expect(inner.hits).toEqual([]);
});

it('a charset label that is wrong', async () => {
  const html = article(7).replace('<head>', '<head><meta charset="utf-8">');
  const { origin } = await site({
    '/list': listOf(['/a/1.html']),
    '/a/1.html': (_q, r) => r.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(encodeGbk(html)),
  });
  expect(await crawl('list-page', `${origin}/list`)).toMatchObject({ accepted: 1 });
  expect((await chain.queries.findPosts({}, { limit: 5 })).items[0]!.post).toMatchObject({
    title: '第7条消息',
    text: text(7),
  });
});

describe('traps', () => {
  it('a calendar without end is left at the page limit', async () => {
    const { origin, hits } = await site({}, (q, r) => {
      const day = Number(/\/day\/(\d+)/.exec(q.url ?? '')?.[1] ?? -1);
      const page =
        day >= 0 ? listOf([`/a/${day}.html`], `/day/${day + 1}`) : article(Number(/\d+/.exec(q.url ?? '')?.[0]));
      r.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    });
    const first = await crawl('list-page', `${origin}/day/0`);
    expect(first.fetched).toBe(40);
    expect(hits.length).toBeLessThanOrEqual(41);
  });

  it('one page under many query strings is fetched within the limit and kept once', async () => {
    const { origin, hits } = await site(
      { '/list': listOf(Array.from({ length: 200 }, (_, n) => `/a/1.html?from=${n}`)) },
      (_q, r) => r.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(article(1)),
    );
    const run = await crawl('list-page', `${origin}/list`);
    expect(run.reasons['page-limit']).toBe(200 - 39);
    expect(hits.length).toBeLessThanOrEqual(41);
    const totals = await chain.queries.totals();
    expect(totals).toMatchObject({ posts: 1, outcomes: { indexed: 1, duplicate: run.accepted - 1 } });
  });

  it('5 MB of robots.txt are read to the limit and obeyed', async () => {
    const rules = `User-agent: *\nDisallow: /secret\n${'# nothing\n'.repeat(500_000)}Disallow: /\n`;
    const { origin, hits } = await site({
      '/robots.txt': (_q, r) => r.writeHead(200, { 'content-type': 'text/plain' }).end(rules),
      '/list': listOf(['/a/1.html', '/secret/2.html']),
      '/a/1.html': article(1),
      '/secret/2.html': article(2),
    });
    expect(await crawl('list-page', `${origin}/list`)).toMatchObject({
      accepted: 1,
      reasons: { 'robots-disallowed': 1 },
    });
    expect(hits).not.toContain('/secret/2.html');
  });
});

describe('feeds', () => {
  const feed =
    (doctype: string, title: string, date = 'Mon, 02 Mar 2026 08:00:00 +0800'): SitePage =>
    (_q, r) =>
      r
        .writeHead(200, { 'content-type': 'application/xml' })
        .end(
          `<?xml version="1.0"?>${doctype}<rss version="2.0"><channel><title>x</title><item><title>${title}</title><link>http://a.example/1</link><pubDate>${date}</pubDate><description>${text(1)}</description></item></channel></rss>`,
        );

  it('entity bombs stay what they are', async () => {
    const levels = Array.from({ length: 10 }, (_, n) => `<!ENTITY e${n + 1} "${`&e${n};`.repeat(10)}">`).join('');
    const { origin } = await site({ '/rss': feed(`<!DOCTYPE rss [<!ENTITY e0 "boom">${levels}]>`, '&e10; 停暖') });
    const before = process.memoryUsage().rss;
    const run = await crawl('feed', `${origin}/rss`, 'region: 水城');
    expect(run.accepted + run.failed).toBe(1);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20);
    const { items } = await chain.queries.findPosts({}, { limit: 5 });
    for (const { post } of items) expect(post.title.length).toBeLessThan(100);
  });

  it('a file from the disk is no entity', async () => {
    const { origin } = await site({
      '/rss': feed('<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>', '&f; 停暖'),
    });
    await crawl('feed', `${origin}/rss`, 'region: 水城');
    const { items } = await chain.queries.findPosts({}, { limit: 5 });
    for (const { post } of items) expect(`${post.title}${post.text}`).not.toContain('root:');
  });

  it('a date in the future is not believed: the time is unknown, with its reason', async () => {
    const { origin } = await site({ '/rss': feed('', '停暖', 'Mon, 02 Mar 2099 08:00:00 +0800') });
    expect(await crawl('feed', `${origin}/rss`, 'region: 水城')).toMatchObject({ accepted: 1 });
    const { post } = (await chain.queries.findPosts({}, { limit: 5 })).items[0]!;
    expect(post.publishedAt).toBeNull();
    expect(post.publishedAtProblem).not.toBeNull();
    expect(post.eventTime).toBe(post.fetchedAt);
  });
});
