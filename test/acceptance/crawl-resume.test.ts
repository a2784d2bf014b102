import { afterEach, describe, expect, it } from 'vitest';
import { createBookmarks } from '../../crawlers/bookmarks.ts';
import { parseCatalogue } from '../../crawlers/catalogue.ts';
import { createCrawling } from '../../crawlers/crawling.ts';
import { createHolds } from '../../crawlers/holds.ts';
import { createLeases } from '../../crawlers/lease.ts';
import { createVisited } from '../../crawlers/visited.ts';
import type { SourceRun } from '../../pipeline/model/source-status.ts';
import { type Chain, openChain } from '../support/chain.ts';
import { openSite, type SitePage } from '../support/loopback-site.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const text = '业主反映三号楼自十一月起室温不足十六度，物业三次上门测温均未处理。街道办已要求供热公司三天之内答复。';
const article = (n: number) => `<h1>第${n}条关于供暖的消息</h1><p>2026-03-02 08:15</p><div class="c">${text}</div>`;
const list = (numbers: number[], next = '') =>
  `<ul>${numbers.map((n) => `<li><a href="/a/${n}.html">第${n}条关于供暖的消息</a></li>`).join('')}</ul>${next && `<a class="next" href="${next}">下一页</a>`}`;
const failing: SitePage = (_q, r) => r.writeHead(500).end();

async function site(pages: Record<string, SitePage>) {
  const opened = await openSite({ '/robots.txt': '', ...pages });
  closers.push(opened.close);
  return opened;
}

/** As a process would have it that was just started: everything it knows is in the store. */
async function runOnce(chain: Chain, origin: string, owner = 'p', more = ''): Promise<SourceRun> {
  const { store } = chain;
  const crawling = createCrawling({
    catalogue: parseCatalogue(
      `sources:
  - id: a
    name: 甲
    kind: list-page
    channel: news
    addresses: ["{town}/list"]
    schedule: "0 0 1 1 *"
    politeness: { delayMs: 0, maxPages: 12 }
    list: { item: li, next: .next }
    page: { title: h1, time: p, text: .c }
    legal: 测试
    verified: false
${more}`,
      'test.yaml',
      { town: origin },
    ),
    accept: async (items) => ({ accepted: items.length, duplicates: 0 }),
    visited: createVisited(store),
    bookmarks: createBookmarks(store),
    holds: createHolds(store, Date.now),
    leases: createLeases(store, { owner, now: Date.now, leaseMs: 1_000 }),
    log: { info() {}, warn() {}, error() {} },
    allowPrivate: [new URL(origin).host],
  });
  try {
    for await (const run of crawling.runNow(['a'])) return run;
    throw new Error('no run');
  } finally {
    await crawling.close();
  }
}
async function chain(): Promise<Chain> {
  const opened = await openChain();
  closers.push(() => opened.close());
  return opened;
}

describe('the next run', () => {
  it('goes back for what failed on a list page further on, past pages without anything new', async () => {
    const store = await chain();
    const { origin, pages, hits } = await site({
      '/list': list([6, 5], '/list2'),
      '/list2': list([4, 3], '/list3'),
      '/list3': list([2, 1]),
      ...Object.fromEntries([1, 2, 4, 5, 6].map((n) => [`/a/${n}.html`, article(n)])),
      '/a/3.html': failing,
    });
    expect(await runOnce(store, origin)).toMatchObject({ accepted: 5, failed: 1, reasons: { 'server-error': 1 } });
    pages['/a/3.html'] = article(3);
    hits.length = 0;
    expect(await runOnce(store, origin)).toMatchObject({ accepted: 1, failed: 0 });
    expect(hits).toEqual(['/robots.txt', '/list', '/list2', '/a/3.html', '/list3']);
    hits.length = 0;
    expect(await runOnce(store, origin)).toMatchObject({ accepted: 0, failed: 0 });
    expect(hits).toEqual(['/robots.txt', '/list']);
  });

  it('goes on where the page limit cut a run after a long pause', async () => {
    const store = await chain();
    const { origin, pages } = await site({ '/list': list([1]), '/a/1.html': article(1) });
    await runOnce(store, origin);
    // While nobody looked, 20 messages came.
    const numbers = Array.from({ length: 20 }, (_, i) => 21 - i);
    for (const n of numbers) pages[`/a/${n}.html`] = article(n);
    for (let page = 0; page < 4; page += 1)
      pages[page === 0 ? '/list' : `/list${page}`] = list(numbers.slice(page * 5, page * 5 + 5), `/list${page + 1}`);
    pages['/list4'] = list([1]);
    let accepted = 0;
    for (let run = 0; run < 4; run += 1) accepted += (await runOnce(store, origin)).accepted;
    expect(accepted).toBe(20);
  });

  it('does not go back for history that the first run had no room for', async () => {
    const store = await chain();
    const { origin, pages, hits } = await site({});
    for (let page = 0; page < 9; page += 1) {
      const numbers = [page * 3 + 1, page * 3 + 2, page * 3 + 3];
      pages[page === 0 ? '/list' : `/list${page}`] = list(numbers, `/list${page + 1}`);
      for (const n of numbers) pages[`/a/${n}.html`] = article(n);
    }
    const first = await runOnce(store, origin);
    expect(first.fetched).toBe(12);
    hits.length = 0;
    await runOnce(store, origin);
    expect(hits).toEqual(['/robots.txt', '/list']);
  });
});

describe('a list page that has not changed', () => {
  const conditional =
    (body: () => string, asked: (string | undefined)[]): SitePage =>
    (request, response) => {
      const tag = `"${Buffer.from(body()).length}"`;
      asked.push(request.headers['if-none-match']);
      if (request.headers['if-none-match'] === tag) response.writeHead(304).end();
      else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', etag: tag }).end(body());
    };

  it('is asked for with its validator, and only when everything on it was taken', async () => {
    const store = await chain();
    const asked: (string | undefined)[] = [];
    let shown = list([2, 1]);
    const { origin, pages } = await site({
      '/list': conditional(() => shown, asked),
      '/a/1.html': article(1),
      '/a/2.html': failing,
    });
    await runOnce(store, origin);
    pages['/a/2.html'] = article(2);
    expect(await runOnce(store, origin)).toMatchObject({ accepted: 1 });
    expect(await runOnce(store, origin)).toMatchObject({ listed: 0, fetched: 1, failed: 0 });
    expect(await runOnce(store, origin)).toMatchObject({ listed: 0, fetched: 1, failed: 0 });
    expect(asked.map((tag) => tag !== undefined)).toEqual([false, false, true, true]);
    shown = list([3, 2, 1]);
    pages['/a/3.html'] = article(3);
    expect(await runOnce(store, origin)).toMatchObject({ accepted: 1, duplicates: 2 });
  });

  it('is read again when the row that reads it changed', async () => {
    const store = await chain();
    const asked: (string | undefined)[] = [];
    const { origin } = await site({ '/list': conditional(() => list([1]), asked), '/a/1.html': article(1) });
    await runOnce(store, origin);
    await runOnce(store, origin, 'p', '    match: ["*"]');
    await runOnce(store, origin, 'p', '    match: ["*"]');
    expect(asked.map((tag) => tag !== undefined)).toEqual([false, false, true]);
  });
});

it('what a site asked for is kept to by the next process', async () => {
  const store = await chain();
  const { origin, hits } = await site({
    '/list': list([2, 1]),
    '/a/1.html': (_q, r) => r.writeHead(429, { 'retry-after': '3600' }).end(),
    '/a/2.html': (_q, r) => r.writeHead(503, { 'retry-after': '3600' }).end(),
  });
  expect((await runOnce(store, origin)).reasons.throttled).toBe(2);
  hits.length = 0;
  expect((await runOnce(store, origin)).reasons).toEqual({ throttled: 1 });
  expect(hits.filter((path) => path !== '/robots.txt')).toEqual([]);
});

it('a source that another process is running is left alone, and that is said', async () => {
  const store = await chain();
  const { origin } = await site({ '/list': list([1]), '/a/1.html': article(1) });
  const lease = await createLeases(store.store, { owner: 'other', now: Date.now, leaseMs: 2_000 }).take(
    'a',
    new AbortController().signal,
  );
  expect(await runOnce(store, origin)).toMatchObject({ listed: 1, skipped: 1, reasons: { 'running-elsewhere': 1 } });
  await lease?.release();
  expect(await runOnce(store, origin)).toMatchObject({ accepted: 1 });
});
