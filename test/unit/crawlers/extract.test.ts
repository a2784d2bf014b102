import { describe, expect, it } from 'vitest';
import { extractPage } from '../../../crawlers/extract/extract-page.ts';
import { createExtractor } from '../../../crawlers/extract/extractor.ts';
import { openDocument } from '../../../crawlers/extract/open-document.ts';
import { isSelector, pickHtml, pickText } from '../../../crawlers/extract/select.ts';
import { withoutSite } from '../../../crawlers/extract/title.ts';

const URL_ = 'http://www.shui.example/art/2026/3/2/art_12_3456.html';
const NOW = Date.parse('2026-03-05T12:00:00+08:00');
const PARAGRAPHS = [
  '三月一日起，城区老旧小区加装电梯的补助申请统一改到便民大厅三号窗口办理，申请人带身份证和业主表决书即可。',
  '去年共有四十六部电梯投入使用，今年计划再装六十部。住建部门说，资金已经到位，审核时间不超过十个工作日。',
  '居民对施工时间有意见的，可以拨打小区公示栏上的电话，施工单位须在一天之内答复，并把结果贴在公示栏上。',
];
const paragraphs = PARAGRAPHS.map((text) => `<p>${text}</p>`).join('\n');
const nav = `<div class="nav">${['首页', '要闻', '政务', '民生', '房产'].map((word, i) => `<a href="/c${i}/">${word}</a>`).join('')}</div>`;
const related = `<div class="related"><h3>相关阅读</h3><ul>${[1, 2, 3, 4].map((n) => `<li><a href="/art/2026/3/1/art_12_${n}000.html">另一条与此无关的新闻标题之${n}</a></li>`).join('')}</ul></div>`;

function page({
  title = '加装电梯补助申请改到便民大厅_水城新闻网',
  head = '',
  info = '',
  body = paragraphs,
  h1 = '加装电梯补助申请改到便民大厅',
} = {}) {
  return `<!DOCTYPE html><html><head><title>${title}</title>${head}</head><body>${nav}<div class="wrap"><h1>${h1}</h1><div class="info">${info}</div><div class="article">${body}</div>${related}</div><div class="footer">版权所有 水城新闻网 备案号 0000</div></body></html>`;
}
const extract = (html: string, url = URL_) => extractPage(html, url, { fetchedAt: NOW });

describe('an article', () => {
  it('gives title, time, source and a body without navigation', () => {
    const found = extract(page({ info: '发布时间：2026-03-02 08:15 来源：水城晚报 浏览次数：12' }));
    expect(found).toMatchObject({
      kind: 'article',
      title: '加装电梯补助申请改到便民大厅',
      author: '水城晚报',
      publishedAt: '2026-03-02T08:15:00+08:00',
    });
    expect(found.text).toBe(PARAGRAPHS.join('\n'));
  });

  it.each<[name: string, head: string, info: string, expected: string | null]>([
    ['meta with a full time', '<meta name="PubDate" content="2026-03-02 09:53:11">', '', '2026-03-02T09:53:11+08:00'],
    [
      'article:published_time',
      '<meta property="article:published_time" content="2026-03-02T01:53:00Z">',
      '',
      '2026-03-02T09:53:00+08:00',
    ],
    [
      'a day in meta, the minute on the page',
      '<meta name="PubDate" content="2026-03-02">',
      '2026年03月02日 10:20　来源：x',
      '2026-03-02T10:20:00+08:00',
    ],
    ['Chinese clock', '', '2026年3月2日 8时5分', '2026-03-02T08:05:00+08:00'],
    ['a date alone beside its label', '', '发布日期：2026-03-02', '2026-03-02T00:00:00+08:00'],
    ['not the last change', '', '最后更新：2026-03-03 10:00 发布时间：2026-03-02 08:00', '2026-03-02T08:00:00+08:00'],
    ['relative', '', '3小时前', '2026-03-05T09:00:00+08:00'],
    ['none', '', '', null],
    ['today in the header is not it', '', '', null],
    ['a time in the future', '<meta name="PubDate" content="2027-03-02 09:53">', '', null],
  ])('time: %s', (_name, head, info, expected) => {
    expect(extract(page({ head, info })).publishedAt).toBe(expected);
  });

  it('WeChat keeps its time in a script', () => {
    const html = page({ h1: '', title: '通知' })
      .replace('<h1></h1>', '<h1 id="activity-name">加装电梯补助申请有变化</h1>')
      .replace('</body>', '<script>var ct = "1772410500";</script></body>');
    expect(extract(html).publishedAt).toBe('2026-03-02T08:15:00+08:00');
  });

  it.each([
    ['加装电梯补助申请改到便民大厅_民生_水城新闻网', '加装电梯补助申请改到便民大厅'],
    ['加装电梯补助申请改到便民大厅 - 水城市人民政府', '加装电梯补助申请改到便民大厅'],
    ['加装电梯补助申请改到便民大厅-水城市住房和城乡建设局', '加装电梯补助申请改到便民大厅'],
    ['加装电梯补助申请改到便民大厅--水城频道--水城网', '加装电梯补助申请改到便民大厅'],
    ['2025-2026年供暖安排', '2025-2026年供暖安排'],
    ['G-20路口改造明日开工', 'G-20路口改造明日开工'],
    ['水城新闻网', '水城新闻网'],
  ])('the title %s is cut to %s', (title, expected) => {
    expect(withoutSite(title, '')).toBe(expected);
  });

  it('takes no title from the site name in h1', () => {
    const html = page({ h1: '水城新闻网', title: '加装电梯补助申请改到便民大厅_水城新闻网' });
    expect(extract(html).title).toBe('加装电梯补助申请改到便民大厅');
  });

  it('cuts small print, share lines and teasers off the end', () => {
    const tail = '<p>责任编辑：小水</p><p>扫一扫在手机打开当前页</p><p>上一篇：<a href="/1.html">没有了</a></p>';
    expect(extract(page({ body: paragraphs + tail })).text).toBe(PARAGRAPHS.join('\n'));
  });

  it('knows the boxes of public bodies’ systems', () => {
    const html = page({ body: `<div id="zoom">${paragraphs}</div><div>${PARAGRAPHS[0]!.repeat(4)}</div>` });
    expect(extract(html).text).toBe(PARAGRAPHS.join('\n'));
  });

  it('a short notice with a time is one', () => {
    const found = extract(
      page({
        body: '<p>因管道抢修，三月三日八时至十八时文昌路停水，请提前储水。</p>',
        info: '发布时间：2026-03-02 17:30',
      }),
    );
    expect(found).toMatchObject({ kind: 'article', publishedAt: '2026-03-02T17:30:00+08:00' });
    expect(found.text).toContain('请提前储水');
  });
});

describe('what is no article', () => {
  const list = `<html><head><title>通知公告-水城市住建局</title></head><body>${nav}<ul>${Array.from({ length: 20 }, (_, n) => `<li><a href="/art/2026/3/${n + 1}/art_9_${1000 + n}.html" title="关于做好第${n}批老旧小区改造工作的通知">关于做好第${n}批老旧小区改造…</a><span>2026-03-${String(n + 1).padStart(2, '0')}</span></li>`).join('')}</ul><a href="/c1/index_2.html">下一页</a></body></html>`;

  it('a list gives links with whole titles, no text', () => {
    const found = extract(list, 'http://www.shui.example/c1/index.html');
    expect(found).toMatchObject({ kind: 'list', text: '', publishedAt: null, author: null });
    expect(found.links).toHaveLength(20);
    expect(found.links[3]).toEqual({
      url: 'http://www.shui.example/art/2026/3/4/art_9_1003.html',
      title: '关于做好第3批老旧小区改造工作的通知',
    });
  });

  it.each([
    ['nothing', ''],
    ['an empty page', '<html><body></body></html>'],
    [
      'a script shell',
      '<html><head><title>加载中</title></head><body><div id="app"></div><script>render()</script></body></html>',
    ],
    ['plain words', 'ok'],
    ['a picture', '<html><body><img src="a.png"></body></html>'],
  ])('%s is "other"', (_name, html) => {
    expect(extract(html)).toMatchObject({ kind: 'other', text: '' });
  });

  it('links: absolute, each once, no scripts, mail or places on the page', () => {
    const html = `<body><a href="javascript:go()">这是一个脚本链接不能跟随</a><a href="mailto:a@b.example">写信给我们的编辑部同志</a><a href="#top">回到本页顶部的链接文字</a><a href="/art/1001.html#a">同一篇文章的第一个链接</a><a href="/art/1001.html">同一篇文章的第一个链接加长</a><a href="//other.example/art/1001.html">别的网站上的一篇文章标题</a></body>`;
    expect(extract(html).links).toEqual([
      { url: 'http://www.shui.example/art/1001.html', title: '同一篇文章的第一个链接加长' },
    ]);
  });
});

describe('hostile pages', () => {
  it('300 levels are refused by name', () => {
    expect(() => extract(`${'<div>'.repeat(300)}x${'</div>'.repeat(300)}`)).toThrow(
      expect.objectContaining({ reason: 'too-deep' }),
    );
  });

  it('20,000 levels do not break the stack', () => {
    expect(() => extract('<div>'.repeat(20_000))).toThrow(expect.objectContaining({ reason: 'too-deep' }));
  });

  it('5 million characters are refused', () => {
    expect(() => extract(`<p>${'长'.repeat(5_000_000)}</p>`)).toThrow(expect.objectContaining({ reason: 'too-large' }));
  });

  it('a page over the time limit costs its thread only', async () => {
    const extractor = createExtractor({ timeoutMs: 1 });
    await expect(extractor.extract(page(), URL_, NOW)).rejects.toMatchObject({ reason: 'extract-timeout' });
    await extractor.close();
  });

  it('the thread gives the same as the function, in order, and names its refusals', async () => {
    const extractor = createExtractor();
    const html = page({ info: '发布时间：2026-03-02 08:15' });
    const [one, two, three] = await Promise.allSettled([
      extractor.extract(html, URL_, NOW),
      extractor.extract('<div>'.repeat(400), URL_, NOW),
      extractor.extract('', URL_, NOW),
    ]);
    expect(one).toEqual({ status: 'fulfilled', value: extract(html) });
    expect(two).toMatchObject({ status: 'rejected', reason: { reason: 'too-deep' } });
    expect(three).toMatchObject({ status: 'fulfilled', value: { kind: 'other' } });
    await extractor.close();
  });
});

describe('selectors', () => {
  const document = openDocument(
    '<div id="a"><p class="t">一 <b>二</b></p><p class="t">三</p><time datetime="2026-03-02">昨天</time></div>',
    URL_,
  );
  it('take text, attributes and markup', () => {
    expect(pickText(document, '.t')).toBe('一 二');
    expect(pickText(document, 'time@datetime')).toBe('2026-03-02');
    expect(pickHtml(document, '.t')).toBe('一 <b>二</b>\n三');
    expect(pickText(document, '.none')).toBeNull();
    expect(pickText(document.querySelector('div')!, '@id')).toBe('a');
  });
  it.each([
    ['a[href]', true],
    ['time@datetime', true],
    ['@id', true],
    ['', false],
    ['a[', false],
    ['>>', false],
  ])('%s', (text, valid) => expect(isSelector(text)).toBe(valid));
});
