import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../crawlers/catalogue.ts';
import { type Crawling, type CrawlingOptions, createCrawling } from '../../crawlers/crawling.ts';
import type { RawItem } from '../../pipeline/model/raw-item.ts';
import type { SourceRun, SourceStatus } from '../../pipeline/model/source-status.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Page = string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void);

/** A site made of pages by path; unknown paths answer 404. */
async function site(pages: Record<string, Page>) {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(request.url ?? '');
    const page = pages[request.url ?? ''];
    if (page === undefined) response.writeHead(404).end();
    else if (typeof page === 'function') page(request, response);
    else
      response
        .writeHead(200, { 'content-type': typeof page === 'string' ? 'text/html; charset=utf-8' : 'text/html' })
        .end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const pair = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin: `http://${pair}`, pair, hits, pages };
}

const log = { info() {}, warn() {}, error() {} };

/** A store that keeps what it is given. */
function keeper() {
  const items = new Map<string, RawItem>();
  return {
    items,
    all: () => [...items.values()],
    accept: async (batch: readonly RawItem[]) => {
      const fresh = batch.filter(({ rawId }) => !items.has(rawId));
      for (const item of fresh) items.set(item.rawId, item);
      return { accepted: fresh.length, duplicates: batch.length - fresh.length };
    },
  };
}

const row = (id: string, kind: string, paths: string[], more = '') => `
  - id: ${id}
    name: 来源${id}
    kind: ${kind}
    channel: news
    addresses: [${paths.map((path) => `"{town}${path}"`).join(', ')}]
    schedule: "0 0 1 1 *"
    politeness: { delayMs: 0, concurrency: 2, timeoutMs: 4000, maxBytes: 200000, maxPages: 40 }
    legal: 测试
    verified: false
${more}`;

function crawl(rows: string, origin: string, more: Partial<CrawlingOptions> = {}): Crawling {
  const crawling = createCrawling({
    catalogue: parseCatalogue(`sources:${rows}`, 'test.yaml', { town: origin }),
    accept: keeper().accept,
    log,
    allowPrivate: [new URL(origin).host],
    ...more,
  });
  closers.push(() => crawling.close());
  return crawling;
}

async function runsOf(crawling: Crawling, ids?: string[]): Promise<SourceRun[]> {
  const runs: SourceRun[] = [];
  for await (const run of crawling.runNow(ids)) runs.push(run);
  for (const run of runs) expect(run.listed, run.source).toBe(run.accepted + run.duplicates + run.failed + run.skipped);
  return runs;
}
const runOf = async (crawling: Crawling, id: string) => (await runsOf(crawling, [id]))[0]!;

const sentences =
  '业主反映三号楼自十一月起室温不足十六度，物业三次上门测温均未处理。街道办已要求供热公司三天之内答复，并派人入户复测。';
const article = (title: string, time = '2026-03-02 08:15', text = sentences) =>
  `<html><head><title>${title}_水城网</title></head><body><h1>${title}</h1><p class="info">发布时间：${time} 来源：水城晚报</p><div><p>${text}</p><p>${text}</p></div></body></html>`;
const listOf = (paths: string[], next = '') =>
  `<html><body><ul>${paths.map((path, n) => `<li><a href="${path}">第${n + 1}条关于供暖的消息在这里</a></li>`).join('')}</ul>${next ? `<a class="next" href="${next}">下一页</a>` : ''}</body></html>`;
const rss = (links: string[]) =>
  `<rss version="2.0"><channel><title>x</title>${links.map((link, n) => `<item><title>消息${n}</title><link>${link}</link><description>摘要${n}</description></item>`).join('')}</channel></rss>`;
const xml =
  (text: string): Page =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/xml' }).end(text);

describe('a run', () => {
  it('takes a list, its next page and the articles; a second run fetches only the list', async () => {
    const { origin, hits, pages } = await site({
      '/list': listOf(['/a/1001.html', '/a/1002.html'], '/list2'),
      '/list2': listOf(['/a/1003.html', '/a/1001.html']),
      '/a/1001.html': article('第一条供暖消息'),
      '/a/1002.html': article('第二条供暖消息'),
      '/a/1003.html': article('第三条供暖消息'),
    });
    const store = keeper();
    const crawling = crawl(row('a', 'list-page', ['/list'], '    list: { item: li, next: .next }'), origin, {
      accept: store.accept,
    });
    expect(await runOf(crawling, 'a')).toMatchObject({ listed: 3, fetched: 5, accepted: 3, failed: 0, skipped: 0 });
    expect(store.all().find(({ title }) => title === '第二条供暖消息')).toMatchObject({
      sourceId: 'a',
      channel: 'news',
      url: `${origin}/a/1002.html`,
      publishedRaw: '2026-03-02 08:15',
      author: '水城晚报',
      body: `${sentences}\n${sentences}`,
    });
    hits.length = 0;
    expect(await runOf(crawling, 'a')).toMatchObject({ listed: 2, fetched: 1, accepted: 0, duplicates: 2 });
    expect(hits).toEqual(['/list']);
    pages['/list'] = listOf(['/a/1004.html', '/a/1001.html']);
    pages['/a/1004.html'] = article('第四条供暖消息');
    expect(await runOf(crawling, 'a')).toMatchObject({ listed: 2, accepted: 1, duplicates: 1 });
  });

  it('reads GBK that only the meta tag declares', async () => {
    const gbk = Buffer.concat([
      Buffer.from('<html><head><meta charset="gbk"><title>'),
      Buffer.from([0xcb, 0xae, 0xb3, 0xc7, 0xb9, 0xa9, 0xc5, 0xaf]),
      Buffer.from('</title></head><body><h1>'),
      Buffer.from([0xcb, 0xae, 0xb3, 0xc7, 0xb9, 0xa9, 0xc5, 0xaf]),
      Buffer.from('</h1><p>2026-03-02 08:15</p><div id="zoom"><p>'),
      ...Array.from({ length: 30 }, () => Buffer.from([0xb9, 0xa9, 0xc5, 0xaf, 0xa1, 0xa3])),
      Buffer.from('</p></div></body></html>'),
    ]);
    const { origin } = await site({ '/list': listOf(['/a/1001.html']), '/a/1001.html': gbk });
    const store = keeper();
    await runOf(crawl(row('a', 'list-page', ['/list']), origin, { accept: store.accept }), 'a');
    expect(store.all()).toMatchObject([{ title: '水城供暖', body: '供暖。'.repeat(30) }]);
  });

  it('names every way in which pages misbehave, and goes on', async () => {
    const inner = await site({ '/': 'secret' });
    const bad: Record<string, Page> = {
      '/a/1001.html': article('好的一条供暖消息'),
      '/a/1002.html': '<html><body></body></html>',
      '/a/1003.html': (_q, r) => r.writeHead(302, { location: inner.origin }).end(),
      '/a/1004.html': (_q, r) => r.writeHead(302, { location: 'http://[::1]/' }).end(),
      '/a/1005.html': (q, r) => r.writeHead(302, { location: q.url }).end(),
      '/a/1006.html': (_q, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('x'.repeat(300_000)),
      '/a/1007.html': (_q, r) => {
        const timer = setInterval(() => r.write('.'), 100);
        r.on('close', () => clearInterval(timer));
      },
      '/a/1008.html': (_q, r) => r.writeHead(500).end(),
      '/a/1009.html': (_q, r) => r.writeHead(403).end(),
      '/a/1010.html': (_q, r) => r.writeHead(200, { 'content-type': 'image/png' }).end('x'),
      '/a/1011.html': '<div>'.repeat(500),
      '/a/1012.html': (q) => q.socket.destroy(),
      '/a/1013.html': listOf(Array.from({ length: 20 }, (_, n) => `/a/${2000 + n}.html`)),
    };
    const { origin } = await site({
      '/robots.txt': (_q, r) =>
        r.writeHead(200, { 'content-type': 'text/plain' }).end('User-agent: YuqingBot\nDisallow: /a/1015'),
      '/list': listOf([
        ...Object.keys(bad),
        '/a/1014.html',
        '/a/1015.html',
        'http://elsewhere.example/a/1016.html',
        'javascript:x()',
      ]),
      ...bad,
    });
    const store = keeper();
    const crawling = crawl(row('a', 'list-page', ['/list'], '    list: { item: li }'), origin, {
      accept: store.accept,
      allowPrivate: [new URL(origin).host],
    });
    const run = await runOf(crawling, 'a');
    expect(run.accepted).toBe(1);
    expect(run.reasons).toEqual({
      'no-text': 1,
      'private-address': 1,
      'too-many-redirects': 1,
      'too-large': 1,
      timeout: 1,
      'server-error': 1,
      forbidden: 1,
      'content-type': 1,
      'too-deep': 1,
      'connection-lost': 1,
      'not-an-article': 1,
      'not-found': 1,
      'robots-disallowed': 1,
      'host-not-listed': 2,
      'bad-link': 1,
    });
    expect(inner.hits).toEqual([]);
  });

  it('tries a page again that fails once', async () => {
    let tries = 0;
    const { origin } = await site({
      '/list': listOf(['/a/1001.html']),
      '/a/1001.html': (_q, r) => {
        tries += 1;
        if (tries === 1) r.writeHead(502).end();
        else r.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(article('第一条供暖消息'));
      },
    });
    expect(await runOf(crawl(row('a', 'list-page', ['/list']), origin), 'a')).toMatchObject({ accepted: 1, failed: 0 });
  });

  it('leaves a site alone that asks for it', async () => {
    const { origin, hits } = await site({
      '/list': listOf(['/a/1001.html', '/a/1002.html', '/a/1003.html']),
      '/a/1001.html': (_q, r) => r.writeHead(429, { 'retry-after': '3600' }).end(),
      '/a/1002.html': (_q, r) => r.writeHead(429, { 'retry-after': '3600' }).end(),
      '/a/1003.html': (_q, r) => r.writeHead(429, { 'retry-after': '3600' }).end(),
    });
    const run = await runOf(
      crawl(row('a', 'list-page', ['/list']).replace('concurrency: 2', 'concurrency: 1'), origin),
      'a',
    );
    expect(run).toMatchObject({ listed: 3, failed: 3, reasons: { throttled: 3 } });
    expect(hits.filter((path) => path.startsWith('/a/'))).toHaveLength(1);
  });

  it('stops a calendar trap at the page limit', async () => {
    const trap = createServer((request, response) => {
      const n = Number(request.url!.replace(/\D/g, '') || 0);
      const path = request.url ?? '';
      response.writeHead(path === '/robots.txt' ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(
        path.startsWith('/a') ? article(`第${n}条供暖消息在此`) : listOf([`/a/${10_000 + n}.html`], `/list/${n + 1}`),
      );
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    closers.push(async () => {
      trap.closeAllConnections();
      await new Promise((resolve) => trap.close(resolve));
    });
    const origin = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
    const run = await runOf(
      crawl(row('a', 'list-page', ['/list/0'], '    list: { item: li, next: .next }'), origin),
      'a',
    );
    expect(run.fetched).toBeLessThanOrEqual(40);
    expect(run.accepted).toBeGreaterThan(10);
  });

  it('counts what the store did not take, and offers it again next time', async () => {
    const { origin } = await site({ '/list': listOf(['/a/1001.html']), '/a/1001.html': article('第一条供暖消息') });
    const store = keeper();
    let broken = true;
    const crawling = crawl(row('a', 'list-page', ['/list']), origin, {
      accept: async (items) => {
        if (broken) throw new Error('disk full');
        return store.accept(items);
      },
    });
    expect(await runOf(crawling, 'a')).toMatchObject({ listed: 1, failed: 1, reasons: { 'store-failed': 1 } });
    broken = false;
    expect(await runOf(crawling, 'a')).toMatchObject({ listed: 1, accepted: 1 });
  });
});

describe('kinds', () => {
  it('feed: entries as they are, or the articles behind them', async () => {
    const { origin } = await site({
      '/a/1001.html': article('第一条供暖消息'),
      '/a/1002.html': article('第二条供暖消息'),
    });
    const feed = await site({ '/rss': xml(rss([`${origin}/a/1001.html`, `${origin}/a/1002.html`])) });
    const store = keeper();
    const crawling = crawl(
      row('plain', 'feed', ['/rss']) + row('full', 'feed', ['/rss'], '    follow: true\n    hosts: ["127.0.0.1"]'),
      feed.origin,
      { accept: store.accept, allowPrivate: [feed.pair, new URL(origin).host] },
    );
    expect(await runsOf(crawling)).toHaveLength(2);
    const bodies = (id: string) =>
      store
        .all()
        .filter(({ sourceId }) => sourceId === id)
        .map(({ title, body }) => `${title} ${body.length}`);
    expect(bodies('plain').sort()).toEqual(['消息0 3', '消息1 3']);
    expect(bodies('full').sort()).toEqual([
      `第一条供暖消息 ${sentences.length * 2 + 1}`,
      `第二条供暖消息 ${sentences.length * 2 + 1}`,
    ]);
  });

  it('forum: opening post and replies, new replies only when the list shows them', async () => {
    const thread = (replies: string[]) =>
      `<h1 id="s">暖气不热怎么办</h1>${['楼主发言，三号楼一直不热。', ...replies].map((text, n) => `<div class="post" id="p${n}"><b>用户${n}</b><i title="2026-03-0${n + 1} 08:00">昨天</i><div class="m">${text}</div></div>`).join('')}`;
    const board = (replies: number) => `<ul><li><a href="/t/1">暖气不热怎么办</a><em>${replies}</em></li></ul>`;
    const { origin, pages, hits } = await site({ '/f': board(1), '/t/1': thread(['我家也是。']) });
    const store = keeper();
    const crawling = crawl(
      row(
        'bbs',
        'forum',
        ['/f'],
        '    list: { item: li, changes: em }\n    page: { title: "#s", post: .post, author: b, time: "i@title", text: .m }',
      ),
      origin,
      { accept: store.accept },
    );
    expect(await runOf(crawling, 'bbs')).toMatchObject({ listed: 2, accepted: 2 });
    expect(store.all()).toMatchObject([
      { title: '暖气不热怎么办', author: '用户0', publishedRaw: '2026-03-01 08:00', url: `${origin}/t/1` },
      { title: '', author: '用户1', body: '我家也是。' },
    ]);
    hits.length = 0;
    expect(await runOf(crawling, 'bbs')).toMatchObject({ listed: 1, duplicates: 1, fetched: 1 });
    pages['/f'] = board(2);
    pages['/t/1'] = thread(['我家也是。', '已经报修。']);
    expect(await runOf(crawling, 'bbs')).toMatchObject({ listed: 3, accepted: 1, duplicates: 2, fetched: 2 });
  });

  it('board: an answer that comes later is a new version of the same post', async () => {
    const message = (answer: string) =>
      `<h1>公租房何时配租</h1><div class="q">请问今年何时配租？</div>${answer ? `<div class="r">${answer}</div><b class="by">住房保障科</b><i class="at">2026-03-03</i>` : ''}`;
    const { origin, pages } = await site({
      '/b': '<p class="m"><a href="/m?id=1">公租房何时配租</a><i>待回复</i></p>',
      '/m?id=1': message(''),
    });
    const store = keeper();
    const crawling = crawl(
      row(
        'board',
        'board',
        ['/b'],
        '    list: { item: .m, changes: i }\n    page: { title: h1, text: .q, reply: .r, replyBy: .by, replyTime: .at }',
      ),
      origin,
      { accept: store.accept },
    );
    await runOf(crawling, 'board');
    pages['/b'] = String(pages['/b']).replace('待回复', '已回复');
    pages['/m?id=1'] = message('计划四月配租。');
    expect(await runOf(crawling, 'board')).toMatchObject({ accepted: 1 });
    const [before, after] = store.all();
    expect(after).toMatchObject({
      docId: before!.docId,
      reply: { text: '计划四月配租。', by: '住房保障科', atRaw: '2026-03-03' },
    });
    expect(before!.reply).toBeNull();
  });
});

describe('health', () => {
  it.each<[name: string, pages: Record<string, Page>, reason: string]>([
    ['a page instead of a feed', { '/rss': '<html><body>维护</body></html>' }, '不是 XML 或 JSON 订阅'],
    ['not there', {}, '页面不存在'],
    ['robots', { '/robots.txt': xml('User-agent: *\nDisallow: /'), '/rss': xml(rss([])) }, 'robots 禁止'],
    ['robots unreachable', { '/robots.txt': (_q, r) => r.writeHead(500).end() }, 'robots.txt 无法取得，暂不采集'],
    ['silence', { '/robots.txt': '', '/rss': () => {} }, '超时'],
  ])('%s is said in Chinese', async (_name, pages, reason) => {
    const { origin } = await site(pages);
    const statuses: SourceStatus[] = [];
    const crawling = crawl(row('a', 'feed', ['/rss']), origin, { onStatus: (status) => void statuses.push(status) });
    const run = await runOf(crawling, 'a');
    expect(run.listed).toBe(1);
    expect(statuses).toMatchObject([{ sourceId: 'a', state: 'failing', reason, lastSuccessAt: null }]);
  });

  it('names, ports and addresses that cannot be reached', async () => {
    const statuses = new Map<string, SourceStatus>();
    const rows = `${row('name', 'feed', ['/rss']).replace('{town}', 'http://nowhere.example')}${row('port', 'feed', ['/rss']).replace('{town}', 'http://127.0.0.1:1')}${row('private', 'feed', ['/rss']).replace('{town}', 'http://10.0.0.1')}${row('waits', 'feed', ['/rss']).replace('{town}', '{rsshub}')}${row('off', 'feed', ['/rss'], '    enabled: false')}`;
    const crawling = crawl(rows, 'http://127.0.0.1:1', {
      resolve: async () => Promise.reject(new Error('ENOTFOUND')),
      onStatus: (status) => void statuses.set(status.sourceId, status),
      startSpreadMs: 0,
    });
    await crawling.start();
    await runsOf(crawling);
    expect(Object.fromEntries([...statuses].map(([id, { state, reason }]) => [id, `${state} ${reason}`]))).toEqual({
      name: 'failing 无法解析域名',
      port: 'failing 连接被拒绝',
      private: 'failing 地址属于本机、内网或保留网段',
      waits: 'off 未设置 YUQING_RSSHUB_URL',
      off: 'off 已停用',
    });
    expect(() => crawling.runNow(['waits'])).toThrow('waits');
    expect(() => crawling.runNow(['unknown'])).toThrow('unknown');
  });
});

it('stops in the middle without losing count, and leaves no files', async () => {
  const paths = Array.from({ length: 30 }, (_, n) => `/a/${1000 + n}.html`);
  const { origin } = await site({
    '/list': listOf(paths),
    ...Object.fromEntries(paths.map((path, n) => [path, article(`第${n}条供暖消息在此`)])),
  });
  const store = keeper();
  let crawling: Crawling | null = null;
  let closing: Promise<void> | null = null;
  const runs: SourceRun[] = [];
  const statuses: SourceStatus[] = [];
  crawling = crawl(row('a', 'list-page', ['/list']).replace('delayMs: 0', 'delayMs: 20'), origin, {
    accept: async (items) => {
      closing ??= Promise.resolve().then(() => crawling?.close());
      return store.accept(items);
    },
    onStatus: (status) => void statuses.push(status),
  });
  for await (const run of crawling.runNow(['a'])) runs.push(run);
  await closing;
  const [run] = runs;
  expect(run!.listed).toBe(30);
  expect(run!.reasons.stopped).toBe(30 - run!.accepted);
  expect(run!.accepted).toBeGreaterThan(0);
  expect(run!.accepted).toBeLessThan(30);
  expect(store.all()).toHaveLength(run!.accepted);
  expect(statuses[0]!.state).toBe('never-run');
  expect(existsSync('storage')).toBe(false);
});
