import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGbk } from '../../crawlers/encode-gbk.ts';
import { runCommand } from '../support/run-command.ts';
import { FARM, openSourceFarm, type SourceFarm } from '../support/source-farm.ts';

let folder: string;
let farm: SourceFarm;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-crawl-cli-'));
  farm = await openSourceFarm();
});
afterAll(async () => {
  await farm.close();
  await rm(folder, { recursive: true, force: true });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}
const lines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('extract', () => {
  const article = `<title>三号楼停水三天_水城网</title><h1>三号楼停水三天</h1><p>2026-03-02 08:15 来源：水城晚报</p>${'<p>三号楼自三月一日起停水，物业说管道要换，住户每天到门口提水，老人孩子都很不方便。</p>'.repeat(3)}<a href="/n/20260301/77.html">另一条够长的新闻标题说的是别的事情</a>`;
  const run = async (content: string | Uint8Array, ...more: string[]) =>
    runCommand(['extract', await file('page.html', content), '--url', 'http://www.shui.example/a/1.html', ...more]);

  it('gives the promised fields, from GBK without a word of it too', async () => {
    for (const content of [article, encodeGbk(article)]) {
      const { code, out } = await run(content);
      expect(code).toBe(0);
      const [page] = lines(out);
      expect(page).toMatchObject({
        kind: 'article',
        title: '三号楼停水三天',
        author: '水城晚报',
        publishedAt: '2026-03-02T08:15:00+08:00',
        text: expect.stringMatching(/^三号楼自.*不方便。$/s),
        links: [{ url: 'http://www.shui.example/n/20260301/77.html', title: '另一条够长的新闻标题说的是别的事情' }],
      });
    }
  });

  it.each<[name: string, content: string | Uint8Array]>([
    ['an empty file', ''],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0, 0, 1)],
    ['a page without anything', '<html></html>'],
  ])('%s is a page of kind other', async (_name, content) => {
    const { code, out } = await run(content);
    expect(code).toBe(0);
    expect(lines(out)).toMatchObject([{ kind: 'other', publishedAt: null, author: null, text: '', links: [] }]);
  });

  it('a page that would hold up the run is wrong input', async () => {
    const { code, out, err } = await run('<div>'.repeat(300));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('page.html');
  });
});

describe('feed', () => {
  it('gives title and items; without an address a relative link leads nowhere', async () => {
    const { code, out } = await runCommand(['feed', join(FARM, 'feeds/feed.json')]);
    expect(code).toBe(0);
    expect(lines(out)).toEqual([
      {
        title: '社区号',
        items: [
          {
            id: 'jf-1',
            url: null,
            title: '水岸小区电梯检修通知',
            publishedAt: '2026-03-02T11:00:00+08:00',
            author: null,
            text: '水岸小区一至三号楼电梯三月四日检修，时长两小时。',
          },
        ],
      },
    ]);
    const named = await runCommand(['feed', join(FARM, 'feeds/feed.json'), '--url', 'http://x.example/f/feed.json']);
    expect(lines(named.out)).toMatchObject([{ items: [{ url: 'http://x.example/feeds/3001.html' }] }]);
  });

  it.each([
    ['an empty file', ''],
    ['a web page', '<!DOCTYPE html><html><body>维护中</body></html>'],
    ['words', '这不是订阅'],
  ])('%s is wrong input, told by name', async (_name, content) => {
    const path = await file('feed.xml', content);
    const { code, out, err } = await runCommand(['feed', path]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(path);
  });
});

describe('robots', () => {
  it('answers for each address, exit code 1 where one is not allowed', async () => {
    const path = await file('robots.txt', Buffer.from('\uFEFFUser-agent: *\r\nDisallow: /a\r\n', 'utf16le'));
    const ask = (...urls: string[]) => runCommand(['robots', path, '--agent', 'YuqingBot', ...urls]);
    const some = await ask('http://x.example/a/1', 'http://x.example/b');
    expect(some.code).toBe(1);
    expect(lines(some.out)).toEqual([
      { url: 'http://x.example/a/1', allowed: false },
      { url: 'http://x.example/b', allowed: true },
    ]);
    expect((await ask('http://x.example/b')).code).toBe(0);
    const wrong = await ask('/b', 'http://x.example/b', 'words');
    expect({ code: wrong.code, out: wrong.out }).toEqual({ code: 2, out: '' });
    expect(wrong.err).toMatch(/\/b:[\s\S]*words:/);
  });
});

describe('egress', () => {
  it('answers for each address with its reason, exit code 1 where one is refused', async () => {
    const { code, out } = await runCommand([
      'egress',
      'http://127.0.0.1/',
      'ftp://x.example/',
      'words',
      'http://8.8.8.8/',
    ]);
    expect(code).toBe(1);
    expect(lines(out).map(({ url, allowed, reason }) => [url, allowed, reason])).toEqual([
      ['http://127.0.0.1/', false, 'private-address'],
      ['ftp://x.example/', false, 'scheme'],
      ['words', false, 'bad-url'],
      ['http://8.8.8.8/', true, null],
    ]);
    expect((await runCommand(['egress', 'http://8.8.8.8/'])).code).toBe(0);
  });
});

describe('crawl', () => {
  it('runs the named sources once, a line of counts for each; what cannot be run is told of all at once', async () => {
    const row = (id: string, address: string) =>
      `  - { id: ${id}, name: ${id}, kind: feed, channel: news, addresses: ["${address}"], schedule: "0 0 1 1 *", politeness: { delayMs: 0 }, legal: 测试, verified: false }`;
    const env = {
      YUQING_DATA: join(folder, 'data'),
      YUQING_ALLOW_PRIVATE: farm.pair,
      YUQING_LOG_LEVEL: 'error',
      YUQING_CATALOGUE: await file(
        'catalogue.yaml',
        `sources:\n${row('atom', `${farm.origin}/feeds/atom.xml`)}\n${row('gone', `${farm.origin}/none.xml`)}\n${row('hub', '{rsshub}/x')}\n`,
      ),
    };
    const first = await runCommand(['crawl', 'atom', 'gone'], env);
    expect(first.code).toBe(0);
    const bySource = Object.fromEntries(lines(first.out).map(({ source, ...counts }) => [String(source), counts]));
    expect(bySource).toEqual({
      atom: { listed: 1, fetched: 1, accepted: 1, duplicates: 0, failed: 0, skipped: 0, reasons: {} },
      gone: { listed: 1, fetched: 0, accepted: 0, duplicates: 0, failed: 1, skipped: 0, reasons: { 'not-found': 1 } },
    });
    const again = await runCommand(['crawl', 'atom'], env);
    expect(lines(again.out)).toMatchObject([{ source: 'atom', accepted: 0, failed: 0 }]);
    const wrong = await runCommand(['crawl', 'hub', 'atm'], env);
    expect({ code: wrong.code, out: wrong.out }).toEqual({ code: 2, out: '' });
    expect(wrong.err).toContain('YUQING_RSSHUB_URL');
    expect(wrong.err).toContain('是否想写 atom');
  });
});
