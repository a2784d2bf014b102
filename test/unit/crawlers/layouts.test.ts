import { describe, expect, it } from 'vitest';
import { extractPage } from '../../../crawlers/extract/extract-page.ts';
import { LAYOUTS, PARAGRAPHS, TITLE } from './layouts.ts';
import { MORE_LAYOUTS } from './more-layouts.ts';

const ALL = [...LAYOUTS, ...MORE_LAYOUTS];
const LATER = Date.parse('2024-06-02T00:00:00+08:00');

describe('layouts', () => {
  it.each(ALL.filter(({ kind }) => kind === 'article'))('$name', ({ html, url, title, author, publishedAt, text }) => {
    const found = extractPage(html, url, { fetchedAt: LATER });
    expect(found).toMatchObject({ kind: 'article', title: title ?? TITLE, publishedAt });
    if (author !== undefined) expect(found.author).toBe(author);
    expect(found.text).toBe(text ?? PARAGRAPHS.join('\n'));
    expect(found.timeProblem).toBe(publishedAt === null ? '页面上没有找到发布时间' : null);
  });

  it.each(ALL.filter(({ kind }) => kind === 'list'))('$name', ({ html, url }) => {
    const found = extractPage(html, url, { fetchedAt: LATER });
    expect(found).toMatchObject({ kind: 'list', text: '', publishedAt: null });
    expect(found.links.length).toBeGreaterThanOrEqual(8);
  });
});

const article = (head: string, more: string, url = 'http://www.shui.example/n/2024/c1-516891.html') =>
  extractPage(
    `<html><head><title>${TITLE}_水城网</title>${head}</head><body><h1>${TITLE}</h1><p>2024-03-05 08:15 来源：水城晚报</p><div>${PARAGRAPHS.map((one) => `<p>${one}</p>`).join('')}</div>${more}</body></html>`,
    url,
    { fetchedAt: LATER },
  );

describe('several pages of one article', () => {
  it.each<[name: string, links: string, expected: string[]]>([
    [
      'numbers in brackets',
      '<a href="/n/2024/c1-516891.html">【1】</a><a href="/n/2024/c1-516891-2.html">【2】</a><a href="/n/2024/c1-516891-3.html">【3】</a>',
      ['http://www.shui.example/n/2024/c1-516891-2.html', 'http://www.shui.example/n/2024/c1-516891-3.html'],
    ],
    ['next page', '<a href="c1-516891_2.html">下一页 &gt;</a>', ['http://www.shui.example/n/2024/c1-516891_2.html']],
    ['a query', '<a href="?page=2">2</a>', ['http://www.shui.example/n/2024/c1-516891.html?page=2']],
    ['the next article', '<a href="c1-516892.html">下一页</a><a href="c1-516890.html">下一篇</a>', []],
    ['a number that means something else', '<a href="/n/2024/c1-516891-7.html">2</a>', []],
    ['another site', '<a href="http://other.example/n/2024/c1-516891_2.html">2</a>', []],
    ['a link that says something', '<a href="c1-516891_2.html">看看这里还有一条</a>', []],
  ])('%s', (_name, links, expected) => {
    expect(article('', links).furtherPages).toEqual(expected);
  });

  it('counts from <base href>', () => {
    const { furtherPages } = article(
      '<base href="http://www.shui.example/n/2024/">',
      '<a href="c1-516891_2.html">2</a>',
    );
    expect(furtherPages).toEqual(['http://www.shui.example/n/2024/c1-516891_2.html']);
  });
});

describe('the one address of a page', () => {
  const OWN = 'http://www.shui.example/n/2024/c1-516891.html';
  it.each<[name: string, head: string, url: string, expected: string]>([
    ['declared', '<link rel="canonical" href="/a/1.html">', OWN, 'http://www.shui.example/a/1.html'],
    ['declared for the front page', '<link rel="canonical" href="/">', OWN, OWN],
    ['declared on another site', '<link rel="canonical" href="http://other.example/1.html">', OWN, OWN],
    [
      'og:url',
      '<meta property="og:url" content="http://m.shui.example/a/1.html">',
      OWN,
      'http://m.shui.example/a/1.html',
    ],
    ['an old site in GBK', '', `${OWN}?t=%C6%BD%B7%BF&from=x`, `${OWN}?t=%C6%BD%B7%BF`],
    ['nothing behind the question mark', '', `${OWN}?`, OWN],
    ['tracking', '', `${OWN}?id=7&utm_source=x&spm=1.2&from=timeline#top`, `${OWN}?id=7`],
  ])('%s', (_name, head, url, expected) => {
    expect(article(head, '', url).canonicalUrl).toBe(expected);
  });
});

it('captions and counts', () => {
  const found = article('', '<p>阅读 1.2万</p><p>评论(35)</p><div class="comments"><p>第一条评论有 9 个字</p></div>');
  expect(found.metrics).toEqual({ reads: 12_000, comments: 35 });
  const pictured = extractPage(
    `<html><head><title>${TITLE}</title></head><body><h1>${TITLE}</h1><p>2024-03-05 08:15</p><div id="zoom"><figure><img src="1.jpg" alt="居民在新装电梯前合影"><figcaption>三月四日，新电梯投入使用。</figcaption></figure>${PARAGRAPHS.map((one) => `<p>${one}</p>`).join('')}</div></body></html>`,
    'http://www.shui.example/1.html',
    { fetchedAt: LATER },
  );
  expect(pictured.captions).toEqual(['居民在新装电梯前合影', '三月四日，新电梯投入使用。']);
});
