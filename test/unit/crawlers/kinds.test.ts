import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type CatalogueRow, catalogueRow } from '../../../crawlers/catalogue-schema.ts';
import { createExtractor } from '../../../crawlers/extract/extractor.ts';
import { labelledFacts } from '../../../crawlers/extract/labelled-facts.ts';
import type { FetchedPage, ParsedPage } from '../../../crawlers/source.ts';
import { createSource } from '../../../crawlers/sources/create-source.ts';
import { valueAt, withValue } from '../../../crawlers/sources/json-path.ts';

const URL_ = 'https://www.shui.example/x?page=1';
const NOW = Date.parse('2026-03-05T12:00:00+08:00');

function row(kind: string, more: object = {}): CatalogueRow {
  const base = { id: 'a', name: '甲', channel: 'news', schedule: '0 0 * * *', legal: '测试', verified: false };
  return catalogueRow.parse({ ...base, kind, addresses: [URL_], ...more });
}
const page = (text: string | Buffer, url = URL_): FetchedPage => ({
  url,
  contentType: '',
  bytes: Buffer.from(text),
  fetchedAt: NOW,
});
/** Lists need no thread. */
function parseList(of: CatalogueRow, text: string | Buffer): Promise<ParsedPage> {
  return createSource(of, { extractor: createExtractor() }).parseList(page(text));
}

describe('sitemap', () => {
  const map = (urls: string) => `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls}</urlset>`;

  it('newest first; what is old, elsewhere or broken is named', async () => {
    const { links, left } = await parseList(
      row('sitemap', { match: ['*/news/*'] }),
      map(
        '<url><loc>/news/1.html</loc><lastmod>2026-03-01</lastmod></url><url><loc>/news/2.html</loc><lastmod>2026-03-04T08:00:00Z</lastmod></url><url><loc>/other/3.html</loc></url><url><loc>/news/4.html?a=1&amp;b=2</loc></url><url><loc>/news/5.html</loc><lastmod>2020-01-01</lastmod></url><url></url>',
      ),
    );
    expect(links.map(({ url }) => url.replace('https://www.shui.example', ''))).toEqual([
      '/news/2.html',
      '/news/1.html',
      '/news/4.html?a=1&b=2',
    ]);
    expect(left.map(({ reason }) => reason).sort()).toEqual(['bad-link', 'too-old']);
  });

  it('news sitemap: title and time of publication', async () => {
    const { links } = await parseList(
      row('sitemap'),
      map(
        '<url><loc>/1.html</loc><news:news><news:publication_date>2026-03-04T08:00:00+08:00</news:publication_date><news:title>停水 &amp; 停电</news:title></news:news></url>',
      ),
    );
    expect(links).toMatchObject([{ title: '停水 & 停电', publishedRaw: '2026-03-04T08:00:00+08:00' }]);
  });

  it('an index gives its parts, packed or plain, one address a line too', async () => {
    const index =
      '<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2026-03-01</lastmod></sitemap><sitemap><loc>/b.xml</loc><lastmod>2026-03-04</lastmod></sitemap></sitemapindex>';
    const { parts, links } = await parseList(row('sitemap'), gzipSync(index));
    expect(parts).toEqual(['https://www.shui.example/b.xml', 'https://www.shui.example/a.xml']);
    expect(links).toEqual([]);
    const lines = await parseList(row('sitemap'), 'https://www.shui.example/1.html\nhttps://www.shui.example/2.html\n');
    expect(lines.links).toHaveLength(2);
  });

  it.each<[name: string, bytes: string | Buffer, reason: string]>([
    ['a page', '<html><body>404</body></html>', 'no-entries'],
    ['nothing', '', 'no-entries'],
    ['a bomb', gzipSync(Buffer.alloc(60 * 1024 * 1024)), 'too-large'],
    ['half an archive', gzipSync('x'.repeat(10_000)).subarray(0, 20), 'bad-encoding'],
  ])('%s is refused by name', async (_name, bytes, reason) => {
    await expect(parseList(row('sitemap'), bytes)).rejects.toMatchObject({ reason });
  });
});

describe('search', () => {
  const pages = (more: object, keywords?: (most: number) => readonly string[]) =>
    createSource(row('search', { addresses: ['https://so.example/s?q={keyword}&t=1'], ...more }), {
      extractor: createExtractor(),
      ...(keywords ? { keywords } : {}),
    }).listPages();

  it('asks for words of the rules, or for its own', () => {
    const asked: number[] = [];
    const fromRules = (most: number) => {
      asked.push(most);
      return ['漏水', '停水'];
    };
    expect(pages({ search: { most: 2 } }, fromRules)).toEqual([
      `https://so.example/s?q=${encodeURIComponent('漏水')}&t=1`,
      `https://so.example/s?q=${encodeURIComponent('停水')}&t=1`,
    ]);
    expect(asked).toEqual([2]);
    expect(pages({ search: { keywords: ['a&b'], with: '聊城' } }, fromRules)).toEqual([
      `https://so.example/s?q=${encodeURIComponent('聊城 a&b')}&t=1`,
    ]);
    expect(pages({})).toEqual([]);
  });

  it('a word that finds nothing is said so, while any other list without entries is not what it was', async () => {
    const empty = '<html><body><p>没有找到相关结果</p></body></html>';
    const found = (kind: string, list: object | undefined, more: object = {}) =>
      parseList(row(kind, { ...more, ...(list ? { list } : {}) }), empty);
    const search = { addresses: ['https://so.example/s?q={keyword}'] };
    for (const list of [{ item: 'li' }, undefined]) {
      expect(await found('search', list, search)).toMatchObject({
        items: [],
        links: [],
        left: [{ reason: 'no-hits' }],
      });
      await expect(found('list-page', list)).rejects.toMatchObject({ reason: 'no-entries' });
    }
  });

  it('may be answered by a feed', async () => {
    const of = row('search', { addresses: ['https://so.example/{keyword}'], search: { answer: 'feed' } });
    const feed =
      '<rss version="2.0"><channel><title>t</title><item><title>漏水</title><link>/1</link></item></channel></rss>';
    expect((await parseList(of, feed)).items).toMatchObject([{ title: '漏水', url: 'https://www.shui.example/1' }]);
  });

  it('in the encoding of an old site', () => {
    expect(pages({ encoding: 'gb18030', search: { keywords: ['漏水 1'] } })).toEqual([
      'https://so.example/s?q=%C2%A9%CB%AE%201&t=1',
    ]);
  });
});

describe('json-api', () => {
  const api = { items: 'd.list', url: 'https://m.shui.example/p/{id}', title: 't', text: 'c', nativeId: 'id' };
  const answer = (list: unknown, more: object = {}) => JSON.stringify({ d: { list, ...more } });

  it('numbers, missing values and wrapped answers', async () => {
    const { items, left } = await parseList(
      row('json-api', { api: { ...api, time: 'at', reads: 'n.r' } }),
      `cb(${answer([{ id: 7, t: ' 漏水 ', at: 1772410500, n: { r: '1.2万' } }, { t: '没有编号', c: 'x' }, { id: 9 }, null, 'x'])});`,
    );
    expect(items).toMatchObject([
      {
        nativeId: '7',
        url: 'https://m.shui.example/p/7',
        title: '漏水',
        publishedRaw: '1772410500',
        metrics: { reads: 12_000 },
      },
      { nativeId: null, url: null, title: '没有编号' },
    ]);
    expect(left.map(({ reason }) => reason)).toEqual(['no-text', 'no-text', 'no-text']);
  });

  it.each<[name: string, paging: object, more: object, next: string | null]>([
    ['a page number', { page: { parameter: 'page' } }, {}, 'https://www.shui.example/x?page=2'],
    ['a step', { page: { parameter: 'from', step: 20 } }, {}, 'https://www.shui.example/x?page=1&from=21'],
    ['an address in the answer', { next: 'd.next' }, { next: '/x?after=9' }, 'https://www.shui.example/x?after=9'],
    ['no address in the answer', { next: 'd.next' }, { next: null }, null],
    ['a cursor', { cursor: { parameter: 'c', path: 'd.c' } }, { c: 'z9' }, 'https://www.shui.example/x?page=1&c=z9'],
    ['none', {}, {}, null],
  ])('pages on by %s', async (_name, paging, more, next) => {
    const of = row('json-api', { api: { ...api, ...paging } });
    expect((await parseList(of, answer([{ id: 1, t: 'a' }], more))).next).toBe(next);
    expect((await parseList(of, answer([], more))).next).toBeNull();
  });

  it.each<[name: string, post: object, paging: object, more: object, first: string, next: string | null]>([
    [
      'a number within JSON',
      { body: { q: { page: 1, size: 20 }, word: '供暖' } },
      { page: { parameter: 'q.page' } },
      {},
      'post-json={"q":{"page":1,"size":20},"word":"供暖"}',
      'post-json={"q":{"page":2,"size":20},"word":"供暖"}',
    ],
    [
      'a number that the site wants as text',
      { body: { page: '0' } },
      { page: { parameter: 'page', step: 10 } },
      {},
      'post-json={"page":"0"}',
      'post-json={"page":"10"}',
    ],
    [
      'what the first request leaves out',
      { body: { list: [{ a: 1 }] } },
      { page: { parameter: 'list[0].page' } },
      {},
      'post-json={"list":[{"a":1}]}',
      'post-json={"list":[{"a":1,"page":2}]}',
    ],
    [
      'a cursor as the answer gives it',
      { body: { after: null } },
      { cursor: { parameter: 'after', path: 'd.c' } },
      { c: 99 },
      'post-json={"after":null}',
      'post-json={"after":99}',
    ],
    [
      'a cursor that stands still',
      { body: { after: 99 } },
      { cursor: { parameter: 'after', path: 'd.c' } },
      { c: 99 },
      'post-json={"after":99}',
      null,
    ],
    [
      'a form',
      { as: 'form', body: { p: 1, q: '供 暖&', all: true } },
      { page: { parameter: 'p' } },
      {},
      'post-form=p=1&q=%E4%BE%9B+%E6%9A%96%26&all=true',
      'post-form=p=2&q=%E4%BE%9B+%E6%9A%96%26&all=true',
    ],
  ])('posts, and pages on by %s', async (_name, post, paging, more, first, next) => {
    const source = createSource(row('json-api', { api: { ...api, post, ...paging } }), {
      extractor: createExtractor(),
    });
    const asked = (address: string) => decodeURIComponent(address);
    const [start = ''] = source.listPages();
    expect(asked(start)).toBe(`${URL_}#${first}`);
    const parsed = await source.parseList(page(answer([{ id: 1, t: 'a' }], more), start));
    expect(parsed.next === null ? null : asked(parsed.next)).toBe(next === null ? null : `${URL_}#${next}`);
  });

  it('a form has one value for each field; what a browser opens is not posted', () => {
    const of = (more: object) => row('json-api', more);
    expect(() => of({ api: { ...api, post: { as: 'form', body: { a: { b: 1 } } } } })).toThrow('表单');
    expect(() => of({ api: { ...api, post: { body: {} } }, render: {} })).toThrow('浏览器');
  });

  it.each([
    ['<html>', 'not-json'],
    ['', 'not-json'],
    ['{"d":{}}', 'no-entries'],
    ['{"d":{"list":{}}}', 'no-entries'],
    ['null', 'no-entries'],
  ])('%s is refused by name', async (text, reason) => {
    await expect(parseList(row('json-api', { api }), text)).rejects.toMatchObject({ reason });
  });

  it('paths lead to own values only', () => {
    expect(valueAt({ a: [{ b: 1 }] }, 'a[0].b')).toBe(1);
    expect(valueAt({}, 'constructor.name')).toBeUndefined();
    expect(valueAt(null, 'a')).toBeUndefined();
    expect(withValue({ a: [{ b: 1 }, 2] }, 'a[0].b', 3)).toEqual({ a: [{ b: 3 }, 2] });
    expect(withValue({}, 'a.b', 1)).toEqual({ a: { b: 1 } });
    withValue({}, '__proto__.polluted', 1);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('labelled facts', () => {
  it.each<[name: string, text: string, facts: object]>([
    [
      'one line of several',
      '留言编号：LY1　留言人：甲　留言时间：2026-03-02 08:15',
      { nativeId: 'LY1', author: '甲', time: '2026-03-02 08:15' },
    ],
    [
      'table cells',
      '信件标题\t电梯停运\t来信时间\t2026-03-02\n信件内容\t三号楼电梯停运两个月。\n答复单位\t市住建局\t答复时间\t2026-03-04\n答复内容\t已经修好。\n谢谢监督。\n打印本页 关闭窗口',
      {
        title: '电梯停运',
        time: '2026-03-02',
        text: '三号楼电梯停运两个月。',
        replyBy: '市住建局',
        replyTime: '2026-03-04',
        reply: '已经修好。\n谢谢监督。',
      },
    ],
    ['an answer under its heading', '官方回复\n已经修好。', { reply: '已经修好。' }],
    ['words in a sentence', '他说留言时间太短，回复内容不满意。', {}],
  ])('%s', (_name, text, facts) => {
    expect(labelledFacts(text)).toEqual(facts);
  });
});

it.each<[problem: string, kind: string, more: object]>([
  ['json-api 必须写 api', 'json-api', {}],
  ['feed 没有 api', 'feed', { api: {} }],
  ['每个地址都要有 {keyword}', 'search', {}],
  ['{keyword} 只用于 search', 'list-page', { addresses: ['https://a.example/{keyword}'] }],
  ['必须读文章页', 'sitemap', { follow: false }],
])('%s', (problem, kind, more) => {
  expect(() => row(kind, more)).toThrow(problem);
});
