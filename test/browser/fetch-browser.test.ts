import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createSharedBrowser } from '../../crawlers/chromium.ts';
import { type BrowserGet, createBrowserFetch } from '../../crawlers/fetch-browser.ts';
import { createGate } from '../../pipeline/outbound/gate.ts';
import type { Exchange } from '../../pipeline/outbound/http-client.ts';
import { findChromium } from '../support/chromium.ts';
import { type LoopbackSite, openSite, type SitePage } from '../support/loopback-site.ts';

const executable = findChromium();
const browser = createSharedBrowser(executable);
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => browser.close());

async function site(pages: Record<string, SitePage>): Promise<LoopbackSite> {
  const opened = await openSite({ '/favicon.ico': '', ...pages });
  closers.push(opened.close);
  return opened;
}

function fetcherFor(pairs: string[]) {
  const exchanges: Exchange[] = [];
  const fetcher = createBrowserFetch({
    gate: createGate({ allowPrivate: pairs }),
    browser,
    userAgent: 'YuqingBot/test (+mailto:ops@example.cn)',
    onExchange: (exchange) => exchanges.push(exchange),
  });
  return { ...fetcher, exchanges };
}

const limits: BrowserGet = { scope: { hosts: ['127.0.0.1'] }, timeoutMs: 20_000, maxBytes: 1_000_000 };
const html = (script: string, more = '') =>
  `<!doctype html><title>脚本页</title><body>${more}<script>${script}</script></body>`;

describe.skipIf(executable === null)('pages put together by script', () => {
  it('are read as a person would see them: loaded, scrolled, unfolded', async () => {
    const { origin, pair, hits } = await site({
      '/app': html(
        `const add = async (n) => { for (const text of await (await fetch('/api?page=' + n)).json()) {
           const li = document.createElement('li'); li.textContent = text; document.querySelector('ul').append(li); } };
         let page = 1; add(page);
         addEventListener('scroll', () => { if (page < 3) add(++page); });
         document.querySelector('#more').onclick = async () => { await add(9); document.querySelector('#more').remove(); };`,
        '<ul style="height:3000px"></ul><img src="/p.png"><button id="more">加载更多</button>',
      ),
      '/api?page=1': (_q, r) => r.end('["第一页"]'),
      '/api?page=2': (_q, r) => setTimeout(() => r.end('["第二页"]'), 200),
      '/api?page=3': (_q, r) => r.end('["第三页"]'),
      '/api?page=9': (_q, r) => r.end('["更多"]'),
    });
    const { fetch, exchanges } = fetcherFor([pair]);
    const page = await fetch(`${origin}/app`, { ...limits, waitFor: 'li', scrolls: 5, clickMore: '#more' });
    expect(page).toMatchObject({ url: `${origin}/app`, status: 200, screenshot: null });
    for (const text of ['第一页', '第二页', '第三页', '更多']) expect(page.html).toContain(`<li>${text}</li>`);
    expect(hits).not.toContain('/p.png');
    expect(exchanges.map(({ url }) => url)).toContain(`${origin}/api?page=2`);
    expect((await browser.get()).contexts()).toEqual([]);
  });

  it('say who asks, and give a picture when it is wanted', async () => {
    let agent = '';
    const { origin, pair, hits } = await site({
      '/a': (q, r) => {
        agent = q.headers['user-agent'] ?? '';
        r.writeHead(200, { 'content-type': 'text/html' }).end(
          html('', '<div style="height:30000px"><img src="/p.png">'),
        );
      },
    });
    const { screenshot } = await fetcherFor([pair]).fetch(`${origin}/a`, { ...limits, screenshot: true });
    expect(agent).toBe('YuqingBot/test (+mailto:ops@example.cn)');
    expect(screenshot?.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(screenshot?.readUInt32BE(20)).toBe(16_000);
    expect(hits).toContain('/p.png');
  });

  it('reach nothing beside the gate, whatever they try', async () => {
    const inner = await site({ '/': 'secret', '/x': 'secret' });
    const there = `${inner.origin}/x`;
    const { origin, pair } = await site({
      '/a': html(
        `fetch('${there}', { mode: 'no-cors' });
         fetch('/to-inner', { mode: 'no-cors' });
         navigator.sendBeacon('${there}', 'x');
         new WebSocket('${there.replace('http', 'ws')}');
         new EventSource('${there}');
         new Worker(URL.createObjectURL(new Blob(["fetch('${there}', { mode: 'no-cors' })"])));
         open('${there}');
         fetch('${there.replace('127.0.0.1', 'localhost')}', { mode: 'no-cors' });
         fetch('${there.replace('127.0.0.1', '[::1]')}', { mode: 'no-cors' });
         const link = document.createElement('link'); link.rel = 'preconnect'; link.href = '${inner.origin}'; document.head.append(link);
         setTimeout(() => document.body.append('完'), 800);`,
        `<script src="${there}"></script><link rel="stylesheet" href="${there}"><link rel="prefetch" href="${there}">
         <iframe src="${there}"></iframe><img src="${there}"><form id="f" action="${there}" target="_blank"></form>`,
      ),
      '/to-inner': (_q, r) => r.writeHead(302, { location: there }).end(),
    });
    const { fetch, exchanges } = fetcherFor([pair]);
    const page = await fetch(`${origin}/a`, { ...limits, waitFor: 'form' });
    expect(page.html).toContain('脚本页');
    expect(inner.hits).toEqual([]);
    expect([...page.refused.values()]).toContain('private-address');
    expect(exchanges.filter(({ problem }) => problem === 'private-address').length).toBeGreaterThan(0);
  });

  it.each<[name: string, pages: (inner: string) => Record<string, SitePage>, reason: string]>([
    [
      'a redirect inside',
      (inner) => ({ '/a': (_q, r) => r.writeHead(302, { location: inner }).end() }),
      'private-address',
    ],
    [
      'a redirect to [::1]',
      () => ({ '/a': (_q, r) => r.writeHead(302, { location: 'http://[::1]:8081/' }).end() }),
      'host-not-listed',
    ],
    [
      'a script that goes there',
      (inner) => ({ '/a': html(`location.href = '${inner}'; setInterval(() => {}, 1)`) }),
      'private-address',
    ],
    [
      'an endless redirect',
      () => ({ '/a': (q, r) => r.writeHead(302, { location: q.url }).end() }),
      'too-many-redirects',
    ],
    ['a script that never ends', () => ({ '/a': html('for (;;) {}') }), 'timeout'],
    ['silence', () => ({ '/a': () => {} }), 'timeout'],
    ['a lost connection', () => ({ '/a': (q) => q.socket.destroy() }), 'connection-lost'],
    [
      'an endless stream',
      () => ({
        '/a': (_q, r) => {
          r.writeHead(200, { 'content-type': 'text/html' });
          const more = () => {
            while (!r.destroyed && r.write('<p>x</p>'.repeat(5_000)));
            if (!r.destroyed) r.once('drain', more);
          };
          more();
        },
      }),
      'too-large',
    ],
    [
      'a gzip bomb',
      () => ({
        '/a': (_q, r) =>
          r
            .writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
            .end(gzipSync(Buffer.alloc(20_000_000, 'x'))),
      }),
      'too-large',
    ],
    ['a page that grows for ever', () => ({ '/a': html("document.body.append('x'.repeat(3e6))") }), 'too-large'],
    [
      'something else than a page',
      () => ({ '/a': (_q, r) => r.writeHead(200, { 'content-type': 'application/zip' }).end('x') }),
      'content-type',
    ],
    ['an element that never comes', () => ({ '/a': html('') }), 'no-entries'],
  ])('%s ends with a name', async (_name, pages, reason) => {
    const inner = await site({ '/x': 'secret' });
    const { origin, pair } = await site(pages(`${inner.origin}/x`));
    const work = fetcherFor([pair]).fetch(`${origin}/a`, {
      ...limits,
      timeoutMs: reason === 'timeout' ? 1_500 : 20_000,
      ...(reason === 'no-entries' ? { waitFor: '.never' } : {}),
    });
    await expect(work).rejects.toMatchObject({ reason });
    expect(inner.hits).toEqual([]);
    expect((await browser.get()).contexts()).toEqual([]);
  });

  it('an error page is an answer; a redirect is told before the page is used', async () => {
    const { origin, pair } = await site({
      '/from': (_q, r) => r.writeHead(301, { location: '/to' }).end(),
      '/to': html(''),
    });
    const { fetch } = fetcherFor([pair]);
    expect((await fetch(`${origin}/none`, limits)).status).toBe(404);
    const told: string[] = [];
    const page = await fetch(`${origin}/from`, { ...limits, onRedirect: (url) => void told.push(url.pathname) });
    expect({ told, url: page.url }).toEqual({ told: ['/to'], url: `${origin}/to` });
    const refuse = () => {
      throw new RangeError('robots');
    };
    await expect(fetch(`${origin}/from`, { ...limits, onRedirect: refuse })).rejects.toThrow('robots');
  });

  it('stops when it is told to, and goes on after the browser died', async () => {
    const { origin, pair } = await site({ '/slow': () => {}, '/a': html('') });
    const { fetch } = fetcherFor([pair]);
    const stop = new AbortController();
    const waiting = fetch(`${origin}/slow`, { ...limits, signal: stop.signal });
    setTimeout(() => stop.abort(), 300);
    await expect(waiting).rejects.toMatchObject({ reason: 'stopped' });
    await (await browser.get()).close();
    expect((await fetch(`${origin}/a`, limits)).status).toBe(200);
  });
});

it.skipIf(executable === null)('the browser is closed after a rest and started again when needed', async () => {
  const resting = createSharedBrowser(executable, 200);
  closers.push(() => resting.close());
  const { origin, pair } = await site({ '/a': html('') });
  const { fetch } = createBrowserFetch({
    gate: createGate({ allowPrivate: [pair] }),
    browser: resting,
    userAgent: 'x',
  });
  await fetch(`${origin}/a`, limits);
  const first = await resting.get();
  resting.rest();
  await new Promise((resolve) => first.once('disconnected', resolve));
  expect((await fetch(`${origin}/a`, limits)).status).toBe(200);
});

it('a machine without a browser says so', async () => {
  const none = createBrowserFetch({ gate: createGate(), browser: createSharedBrowser(null), userAgent: 'x' });
  await expect(none.fetch('http://8.8.8.8/', { ...limits, scope: {} })).rejects.toMatchObject({ reason: 'no-browser' });
});
