import { describe, expect, it } from 'vitest';
import { parseFeed } from '../../../crawlers/feed.ts';

const URL_ = 'https://news.example/feeds/all.xml';
const rss = (items: string, attributes = 'version="2.0"') =>
  `<?xml version="1.0"?><rss ${attributes} xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>晚报</title><link>https://news.example/</link><description>d</description>${items}</channel></rss>`;
const first = async (text: string | Uint8Array) => (await parseFeed(text, URL_)).items[0]!;

describe('parseFeed', () => {
  it('RSS 2.0: fullest content, resolved link, creator before e-mail', async () => {
    const item = await first(
      rss(
        '<item><title><![CDATA[暖气 & 水管]]></title><link>/a/1.html</link><guid isPermaLink="false">n-1</guid><pubDate>Mon, 02 Mar 2026 08:05:00 +0800</pubDate><dc:creator>王记者</dc:creator><author>a@b.example</author><description>短</description><content:encoded><![CDATA[<p>第一段。</p><p>第二段。</p>]]></content:encoded></item>',
      ),
    );
    expect(item).toMatchObject({
      id: 'n-1',
      url: 'https://news.example/a/1.html',
      title: '暖气 & 水管',
      publishedAt: '2026-03-02T08:05:00+08:00',
      author: '王记者',
      text: '第一段。\n第二段。',
    });
  });

  it.each([
    ['Mon, 02 Mar 2026 08:05:00 CST', '2026-03-02T08:05:00+08:00'],
    ['Mon, 02 Mar 2026 00:05:00 GMT', '2026-03-02T08:05:00+08:00'],
    ['2026-03-02 08:05:00', '2026-03-02T08:05:00+08:00'],
    ['2026年3月2日 08:05', '2026-03-02T08:05:00+08:00'],
    ['2026-03-02T00:05:00Z', '2026-03-02T08:05:00+08:00'],
    ['Tue Mar 02 2026 08:05:00 GMT+0800 (中国标准时间)', '2026-03-02T08:05:00+08:00'],
    ['北京时间 2026-03-02 08:05:00', '2026-03-02T08:05:00+08:00'],
    ['neulich', null],
  ])('the date %s', async (printed, expected) => {
    const item = await first(rss(`<item><title>t</title><link>/1</link><pubDate>${printed}</pubDate></item>`));
    expect(item.publishedAt).toBe(expected);
    expect(item.publishedRaw).toBe(printed);
  });

  it('RSS 0.91, RDF, Atom and JSON Feed', async () => {
    expect(
      (await parseFeed(rss('<item><title>一</title><link>x</link></item>', 'version="0.91"'), URL_)).items,
    ).toHaveLength(1);
    const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="u"><title>通报</title></channel><item rdf:about="http://b.example/1"><title>二</title><link>http://b.example/1</link></item></rdf:RDF>`;
    expect(await parseFeed(rdf, URL_)).toMatchObject({
      title: '通报',
      items: [{ title: '二', url: 'http://b.example/1' }],
    });
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://b.example/x/"><title type="html">公告&lt;b&gt;栏&lt;/b&gt;</title><entry><title>三</title><id>urn:3</id><link rel="self" href="s"/><link href="p/3"/><published>2026-03-02T08:05:00+08:00</published><updated>2026-03-03T08:05:00+08:00</updated><author><name>科室</name></author><content type="html">&lt;p&gt;正文&lt;/p&gt;</content></entry></feed>`;
    expect(await parseFeed(atom, URL_)).toMatchObject({
      title: '公告栏',
      items: [
        {
          id: 'urn:3',
          url: 'https://b.example/x/p/3',
          publishedAt: '2026-03-02T08:05:00+08:00',
          author: '科室',
          text: '正文',
        },
      ],
    });
    const json = {
      version: 'https://jsonfeed.org/version/1.1',
      title: 'J',
      items: [{ id: 7, url: 'a', content_text: '四' }],
    };
    expect(await parseFeed(JSON.stringify(json), URL_)).toMatchObject({
      items: [{ id: '7', url: 'https://news.example/feeds/a', text: '四' }],
    });
  });

  it('decodes GBK by the XML declaration', async () => {
    const gbk = new Uint8Array([
      ...new TextEncoder().encode('<?xml version="1.0" encoding="gbk"?><rss version="2.0"><channel><title>'),
      0xcb,
      0xae,
      0xb3,
      0xc7,
      ...new TextEncoder().encode('</title></channel></rss>'),
    ]);
    expect((await parseFeed(gbk, URL_)).title).toBe('水城');
  });

  it('saves what stands before the break', async () => {
    const whole = rss('<item><title>甲</title><link>/1</link></item><item><title>乙</title><link>/2</link></item>');
    const feed = await parseFeed(whole.slice(0, whole.indexOf('乙')), URL_);
    expect(feed.truncated).toBe(true);
    expect(feed.items.map((item) => item.title)).toEqual(['甲']);
  });

  it('does not expand entities that a document defines', async () => {
    const bomb = `<!DOCTYPE rss [<!ENTITY a "${'啊'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}"><!ENTITY c "${'&b;'.repeat(1000)}"><!ENTITY x SYSTEM "file:///etc/passwd">]>${rss('<item><title>&c;&x;</title><link>/1</link></item>').replace('<?xml version="1.0"?>', '')}`;
    const item = await first(bomb);
    expect(item.title.length).toBeLessThan(100);
    expect(item.title).not.toContain('root:');
  });

  it.each([
    ['', '空文件'],
    ['<!DOCTYPE html><html><body>维护中</body></html>', '网页'],
    ['<html><head></head></html>', '网页'],
    ['hello', 'hello'],
    ['{"error":"no"}', 'JSON'],
    ['<note><to>a</to></note>', 'XML'],
    [`<rss version="2.0">${'<a>'.repeat(20_000)}`, 'XML'],
  ])('%# is no feed, and says what it is', async (text, words) => {
    await expect(parseFeed(text, URL_)).rejects.toMatchObject({
      name: 'CrawlError',
      reason: 'not-a-feed',
      message: expect.stringContaining(words),
    });
  });
});

describe('feeds that are not as they should be', () => {
  it('a sign that opens no tag, control characters, a month in words', async () => {
    const item = await first(
      rss(
        '<item><title>室温<16度 & 投诉\u0001不断\u0000</title><link>/1?a=1&b=2</link><pubDate>周一, 02 三月 2026 08:05:00 +0800</pubDate><description><![CDATA[a <1 b]]></description></item>',
      ),
    );
    expect(item).toMatchObject({
      title: '室温<16度 & 投诉不断',
      url: 'https://news.example/1?a=1&b=2',
      publishedAt: '2026-03-02T08:05:00+08:00',
      text: 'a <1 b',
    });
  });

  it('Atom: base64 content, a base of the entry, the link meant for readers', async () => {
    const packed = Buffer.from('物业答复：三天之内修好。').toString('base64');
    const { items } = await parseFeed(
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/blog/"><title>t</title><entry xml:base="2026/"><id>1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">甲<i>乙</i></div></title><link rel="edit" href="edit"/><link rel="alternate" href="1.html"/><content type="application/x-text">${packed}</content></entry><entry><id>2</id><title>丙</title><link href="2.html"/><content type="image/png">iVBORw0KGgoAAAANSUhEUg==</content><summary>图</summary></entry></feed>`,
      URL_,
    );
    expect(items).toMatchObject([
      { url: 'https://news.example/blog/2026/1.html', title: '甲乙', text: '物业答复：三天之内修好。' },
      { url: 'https://news.example/blog/2.html', text: '图' },
    ]);
  });

  it('entities that a document defines for itself are not expanded, files are not read', async () => {
    const levels = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
    const bomb = `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">${levels}<!ENTITY f SYSTEM "file:///etc/passwd">]>`;
    const { title, items } = await parseFeed(
      `${bomb}<rss version="2.0"><channel><title>x&l9;&f;</title><item><title>a&l9;</title><link>/1</link></item></channel></rss>`,
      URL_,
    );
    expect(title.length).toBeLessThan(100);
    expect(title).not.toContain('root:');
    expect(items).toHaveLength(1);
    expect(items[0]!.title.length).toBeLessThan(100);
  });

  it('20,000 levels of nesting', async () => {
    const deep = `${'<b>'.repeat(20_000)}x${'</b>'.repeat(20_000)}`;
    const item = await first(rss(`<item><title>t</title><link>/1</link><description>${deep}</description></item>`));
    expect(item.text).toBe('x');
  });

  it('refuses what is nested beyond reason before any reader sees it', async () => {
    await expect(parseFeed(`<rss><channel>${'<a>'.repeat(100_000)}`, URL_)).rejects.toThrow('套得太深');
  });

  it('takes no link that would run, and names an entry the same whichever reader had to be used', async () => {
    const items = '<item><title>t</title><link>/1.html</link><description>漏水</description></item>';
    expect((await first(rss('<item><title>t</title><link>javascript:alert(1)</link></item>'))).url).toBeNull();
    expect((await first(rss('<item><title>t</title><link>data:text/html,x</link></item>'))).url).toBeNull();
    const named = await first(rss(items));
    const again = await first(rss(`${items}<item><title>半`));
    const { id, url } = named;
    expect([again.id, again.url]).toEqual([id, url]);
    const defined = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///nowhere">]>';
    expect((await first(`<?xml version="1.0"?>${defined}${rss(items).replace(/^<\?xml[^>]*>/, '')}`)).id).toBe(id);
  });
});
