import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEgressLog } from '../../../pipeline/outbound/egress-log.ts';
import { createGate } from '../../../pipeline/outbound/gate.ts';
import { createHttpClient, type Exchange } from '../../../pipeline/outbound/http-client.ts';
import { countEgress, readEgressLog } from '../../../pipeline/outbound/read-egress-log.ts';
import { openSite } from '../../support/loopback-site.ts';

let folder = '';
let file = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-egress-'));
  file = join(folder, 'data', 'egress.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const NOW = Date.parse('2026-03-02T08:15:00+08:00');
const exchange = (url: string, more: Partial<Exchange> = {}): Exchange => ({
  method: 'GET',
  url,
  address: '93.184.215.14',
  status: 200,
  bytes: 10,
  problem: null,
  ...more,
});
const all = async (filter = {}) => {
  const lines = [];
  for await (const line of readEgressLog(file, filter)) lines.push(line);
  return lines;
};

describe('the egress log', () => {
  it('keeps what left and what was refused, and counts it', async () => {
    const log = createEgressLog(file, { now: () => NOW });
    log.recorder('crawl')(exchange('https://user:pw@a.example/x?y=1#z'));
    log.recorder('crawl')(exchange('https://a.example/z'));
    log.recorder('robots')(exchange('https://a.example/robots.txt', { status: 404 }));
    log.recorder('webhook')(exchange('https://hook.example/send?key=secret', { method: 'POST' }));
    log.recorder('crawl')(
      exchange('http://127.0.0.1/', { status: null, address: null, bytes: 0, problem: 'private-address' }),
    );
    await log.flush();
    expect(await readFile(file, 'utf8')).not.toMatch(/secret|pw@|#z/);
    expect(await all({ host: 'a.example', purpose: 'crawl' })).toMatchObject([
      { at: '2026-03-02T08:15:00+08:00', url: 'https://a.example/x?y=1', status: 200, problem: null },
      { url: 'https://a.example/z' },
    ]);
    expect(await all({ problems: true })).toMatchObject([{ url: 'http://127.0.0.1/', problem: 'private-address' }]);
    const counts = await countEgress(readEgressLog(file, {}));
    expect(counts[0]).toEqual({ purpose: 'crawl', host: 'a.example', outcome: 'answered', count: 2, bytes: 20 });
    expect(counts).toHaveLength(4);
  });

  it('is bounded on disk and keeps the newest', async () => {
    const log = createEgressLog(file, { now: () => NOW, mostBytes: 5_000 });
    for (let n = 0; n < 200; n += 1) {
      log.recorder('crawl')(exchange(`https://a.example/${n}`));
      await log.flush();
    }
    const size =
      (await stat(`${file}.1`)).size +
      (await stat(file).then(
        ({ size }) => size,
        () => 0,
      ));
    expect(size).toBeLessThan(11_000);
    const lines = await all();
    expect(lines.at(-1)?.url).toBe('https://a.example/199');
    expect(lines.length).toBeGreaterThan(20);
  });

  it('passes over a line that a crash cut, and a folder it cannot write costs nothing but the lines', async () => {
    const problems: unknown[] = [];
    const log = createEgressLog(join(file, 'not-a-folder'), {
      now: () => NOW,
      onProblem: (error) => problems.push(error),
    });
    const good = createEgressLog(file, { now: () => NOW });
    good.recorder('crawl')(exchange('https://a.example/1'));
    await good.flush();
    log.recorder('crawl')(exchange('https://a.example/2'));
    await log.flush();
    expect(problems).toHaveLength(1);
    const { appendFile } = await import('node:fs/promises');
    await appendFile(file, '{"at":"2026');
    expect(await all()).toHaveLength(1);
  });

  it('is told of every request of the client: answered, redirected, refused, failed', async () => {
    const told: Exchange[] = [];
    const site = await openSite({
      '/a': 'hello',
      '/b': (_q, r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      '/c': (q) => q.socket.destroy(),
    });
    const client = createHttpClient({
      gate: createGate({ allowPrivate: [site.pair], resolve: async () => ['10.0.0.1'] }),
      userAgent: 'x',
      onExchange: (one) => told.push(one),
    });
    const limits = { timeoutMs: 20_000, maxBytes: 1_000 };
    for (const path of ['/a', '/b', '/c']) await client.get(site.origin + path, limits).catch(() => undefined);
    await client.get('http://named.example/', limits).catch(() => undefined);
    client.close();
    await site.close();
    expect(told.map(({ url, status, problem }) => [url.replace(site.origin, ''), status, problem])).toEqual([
      ['/a', 200, null],
      ['/b', 302, null],
      ['http://127.0.0.1:1/', null, 'port'],
      ['/c', null, 'connection-lost'],
      ['http://named.example/', null, 'private-address'],
    ]);
    expect(told[0]).toMatchObject({ address: '127.0.0.1', bytes: 5 });
  });
});
