import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { problemOf, readRetryAfter } from '../../../crawlers/http-problem.ts';
import { createRobotsCache } from '../../../crawlers/robots-cache.ts';
import { createGate } from '../../../pipeline/outbound/gate.ts';
import { createHttpClient, type HttpGet } from '../../../pipeline/outbound/http-client.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<{ url: string; pair: string; hits: string[] }> {
  const hits: string[] = [];
  const server: Server = createServer((request, response) => {
    hits.push(request.url ?? '');
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  const pair = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${pair}`, pair, hits };
}

function clientFor(pairs: string[], resolve?: (name: string) => Promise<string[]>) {
  const client = createHttpClient({
    gate: createGate({ allowPrivate: pairs, ...(resolve ? { resolve } : {}) }),
    userAgent: 'YuqingBot/test',
  });
  closers.push(() => client.close());
  return client;
}
const limits: HttpGet = { timeoutMs: 20_000, maxBytes: 100_000 };

describe('the client behind the gate', () => {
  it('sends an honest agent and reads all codings', async () => {
    const text = '水城'.repeat(1_000);
    const { url, pair } = await serve((request, response) => {
      const name = request.url!.slice(1);
      const pack = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync, raw: deflateRawSync }[name];
      response.setHeader('x-agent', String(request.headers['user-agent']));
      if (pack) response.setHeader('content-encoding', name === 'raw' ? 'deflate' : name);
      response.end(pack ? pack(text) : text);
    });
    const client = clientFor([pair]);
    for (const name of ['plain', 'gzip', 'br', 'deflate', 'raw']) {
      const answer = await client.get(`${url}/${name}`, limits);
      expect(answer.body.toString()).toBe(text);
      expect(answer.headers['x-agent']).toBe('YuqingBot/test');
    }
  });

  it('does not connect where it may not', async () => {
    const { url, hits } = await serve((_request, response) => response.end('secret'));
    const client = clientFor([]);
    await expect(client.get(url, limits)).rejects.toMatchObject({ reason: 'private-address' });
    await expect(client.get(url.replace('127.0.0.1', 'localhost'), limits)).rejects.toMatchObject({
      reason: 'private-address',
    });
    const lying = clientFor([], async () => ['127.0.0.1']);
    await expect(lying.get(url.replace('127.0.0.1', 'public.example'), limits)).rejects.toMatchObject({
      reason: 'private-address',
    });
    expect(hits).toEqual([]);
  });

  it('asks for the addresses of a name once for each connection: what was checked is what is connected to', async () => {
    const { url, pair, hits } = await serve((_request, response) => response.setHeader('connection', 'close').end('x'));
    let asked = 0;
    const client = clientFor([`named.example:${pair.split(':')[1]}`], async () => {
      asked += 1;
      return ['127.0.0.1'];
    });
    expect((await client.get(url.replace('127.0.0.1', 'named.example'), limits)).status).toBe(200);
    expect({ asked, hits: hits.length }).toEqual({ asked: 1, hits: 1 });
  });

  it.each([
    'http://127.0.0.1:PORT/x',
    'http://[::1]/',
    'http://localhost/',
    'http://0x7f.1/',
    'file:///etc/passwd',
    '//user@a.example/',
  ])('a redirect to %s is not followed', async (target) => {
    const inner = await serve((_request, response) => response.end('secret'));
    const { url, pair } = await serve((_request, response) =>
      response.writeHead(302, { location: target.replace('PORT', inner.pair.split(':')[1]!) }).end(),
    );
    await expect(clientFor([pair]).get(url, limits)).rejects.toMatchObject({ name: 'EgressRefusedError' });
    expect(inner.hits).toEqual([]);
  });

  it('an endless redirect ends', async () => {
    const { url, pair, hits } = await serve((request, response) =>
      response.writeHead(302, { location: `${request.url}x` }).end(),
    );
    await expect(clientFor([pair]).get(url, limits)).rejects.toMatchObject({ reason: 'too-many-redirects' });
    expect(hits.length).toBeLessThanOrEqual(6);
  });

  it('a redirect that makes no address is named', async () => {
    const { url, pair } = await serve((_request, response) => response.writeHead(302, { location: 'http://[' }).end());
    await expect(clientFor([pair]).get(url, limits)).rejects.toMatchObject({ reason: 'bad-redirect' });
  });

  it.each<[name: string, listener: RequestListener, reason: string]>([
    ['a declared 10 GB', (_q, r) => r.writeHead(200, { 'content-length': 10_000_000_000 }).write('x'), 'too-large'],
    [
      'an endless stream',
      (_q, r) => {
        const more = () => {
          while (!r.destroyed && r.write('x'.repeat(10_000)));
          if (!r.destroyed) r.once('drain', more);
        };
        more();
      },
      'too-large',
    ],
    [
      'a gzip bomb',
      (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000))),
      'too-large',
    ],
    [
      'gzip in gzip',
      (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(gzipSync(gzipSync('x'))),
      'bad-encoding',
    ],
    ['gzip that is none', (_q, r) => r.writeHead(200, { 'content-encoding': 'gzip' }).end('plain'), 'bad-encoding'],
    ['an unknown coding', (_q, r) => r.writeHead(200, { 'content-encoding': 'magic' }).end('plain'), 'bad-encoding'],
    [
      'a body shorter than said',
      (_q, r) => {
        r.writeHead(200, { 'content-length': 1_000 }).write('half');
        setTimeout(() => r.destroy(), 20);
      },
      'connection-lost',
    ],
    ['no answer at all', (q) => q.socket.destroy(), 'connection-lost'],
    [
      'a slow drip',
      (_q, r) => {
        const timer = setInterval(() => r.write('.'), 50);
        r.on('close', () => clearInterval(timer));
      },
      'timeout',
    ],
    ['silence', () => {}, 'timeout'],
    ['100 KB of headers', (_q, r) => r.setHeader('x', 'y'.repeat(100_000)).end('x'), 'connection-lost'],
  ])('%s is bounded', async (_name, listener, reason) => {
    const { url, pair } = await serve(listener);
    // Only what is meant to run out of time gets little of it: a busy machine must not decide the reason.
    const timeoutMs = reason === 'timeout' ? 400 : limits.timeoutMs;
    await expect(clientFor([pair]).get(url, { ...limits, timeoutMs })).rejects.toMatchObject({ reason });
  });

  it('a closed port, a stop from outside', async () => {
    const { url, pair } = await serve(() => {});
    const stop = new AbortController();
    const waiting = clientFor([pair]).get(url, { ...limits, signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ reason: 'stopped' });
    await expect(clientFor(['127.0.0.1:1']).get('http://127.0.0.1:1/', limits)).rejects.toMatchObject({
      reason: 'connection-refused',
    });
  });
});

describe('answers that are no page', () => {
  const answer = (status: number, headers = {}) => ({
    url: 'http://a.example/',
    status,
    headers,
    body: Buffer.alloc(0),
    redirects: 0,
  });
  it.each<[number, Record<string, string>, string | null]>([
    [200, { 'content-type': 'text/html; charset=gbk' }, null],
    [200, {}, null],
    [200, { 'content-type': 'application/rss+xml' }, null],
    [200, { 'content-type': 'image/png' }, 'content-type'],
    [200, { 'content-type': 'application/pdf' }, 'content-type'],
    [204, {}, null],
    [404, {}, 'not-found'],
    [410, {}, 'not-found'],
    [403, {}, 'forbidden'],
    [451, {}, 'forbidden'],
    [418, {}, 'http-error'],
    [429, {}, 'throttled'],
    [503, { 'retry-after': '120' }, 'throttled'],
    [503, {}, 'server-error'],
    [500, {}, 'server-error'],
  ])('%i %o: %s', (status, headers, reason) => {
    expect(problemOf(answer(status, headers), 0)?.reason ?? null).toBe(reason);
  });

  it('Retry-After in seconds and as a date', () => {
    expect(readRetryAfter('120', 0)).toBe(120_000);
    expect(readRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 20_000)).toBe(40_000);
    expect(readRetryAfter('Thu, 01 Jan 1970 00:00:00 GMT', 20_000)).toBe(0);
    expect(readRetryAfter('bald', 0)).toBeNull();
    expect(readRetryAfter('999999999', 0)).toBe(86_400_000);
    expect(readRetryAfter('Fri, 01 Jan 2100 00:00:00 GMT', 0)).toBe(86_400_000);
    expect(readRetryAfter(undefined, 0)).toBeNull();
  });
});

describe('robots.txt of a site', () => {
  it.each<[name: string, listener: RequestListener, expected: boolean | string]>([
    ['rules', (_q, r) => r.end('User-agent: *\nDisallow: /a'), false],
    ['404 allows', (_q, r) => r.writeHead(404).end(), true],
    ['403 allows', (_q, r) => r.writeHead(403).end(), true],
    ['500 forbids for now', (_q, r) => r.writeHead(500).end(), 'robots-unreachable'],
    ['silence forbids for now', (q) => q.socket.destroy(), 'robots-unreachable'],
    [
      '5 MB are read to 500 KiB',
      (_q, r) => r.end(`User-agent: *\nDisallow: /a\n${'# x\n'.repeat(1_250_000)}Allow: /a\n`),
      false,
    ],
  ])('%s', async (_name, listener, expected) => {
    const { url, pair } = await serve(listener);
    const robots = createRobotsCache({ client: clientFor([pair]), now: () => 0 });
    const answer = robots.rulesFor(`${url}/a`, { timeoutMs: 20_000 });
    if (typeof expected === 'string') await expect(answer).rejects.toMatchObject({ reason: expected });
    else expect((await answer).allows('YuqingBot', `${url}/a`)).toBe(expected);
  });

  it('is asked once a day, after a failure again in ten minutes', async () => {
    let now = 0;
    let fail = true;
    const { url, pair, hits } = await serve((_request, response) => response.writeHead(fail ? 500 : 200).end());
    const robots = createRobotsCache({ client: clientFor([pair]), now: () => now });
    const ask = () =>
      robots.rulesFor(`${url}/a`, { timeoutMs: 20_000 }).then(
        () => true,
        () => false,
      );
    expect(await ask()).toBe(false);
    fail = false;
    now = 9 * 60_000;
    expect(await ask()).toBe(false);
    now = 11 * 60_000;
    expect(await ask()).toBe(true);
    now += 23 * 3_600_000;
    expect(await ask()).toBe(true);
    expect(hits).toHaveLength(2);
    now += 2 * 3_600_000;
    await ask();
    expect(hits).toHaveLength(3);
  });
});
