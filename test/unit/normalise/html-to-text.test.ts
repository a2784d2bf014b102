import { describe, expect, it } from 'vitest';
import { htmlToText } from '../../../pipeline/normalise/html-to-text.ts';

describe('htmlToText', () => {
  it.each([
    ['<p>一楼漏水</p><p>物业不管</p>', '一楼漏水\n物业不管'],
    ['供暖<br>不热<br/>三天', '供暖\n不热\n三天'],
    ['<ul><li>甲<li>乙</ul><ol><li>一</li><li>二</li></ol>', '· 甲\n· 乙\n1. 一\n2. 二'],
    ['<table><tr><th>小区</th><th>问题</th></tr><tr><td>东苑</td><td>停水</td></tr></table>', '小区\t问题\n东苑\t停水'],
    ['外<b>墙</b>脱<span>落</span>', '外墙脱落'],
    ['<p>　　开头空两格，\n中间断行</p>', '开头空两格，中间断行'],
    ['two\nwords', 'two words'],
    ['漏&nbsp;水&amp;停&#x7535;&#38;&lt;b&gt;&unknown;', '漏 水&停电&<b>&unknown;'],
    ['a<b>c</b> 1<2 且 3 < 4', 'ac 1<2 且 3 < 4'],
    ['前<script>var a="<p>脚本</p>";</script><style>p{}</style><!-- 注释 --><noscript>无</noscript>后', '前后'],
    ['<div style="display: none">隐<div>藏</div></div><p hidden>也藏</p><i class="hidden">露</i>', '露'],
    ['<div style="visibility: hidden">正文</div>', '正文'],
    ['<body style="display:none">整页</body>', '整页'],
    ['漏\u200b水\u00ad了', '漏水了'],
    ['<a title="a > b" href=x>链接</a>尾', '链接尾'],
    ['<![CDATA[内容]]>后', '内容后'],
    ['<pre>第一行\n  第二行</pre>', '第一行\n第二行'],
    ['<p>未闭合<div hidden>余下的字', '未闭合\n余下的字'],
    ['正文<script>var 断在这里', '正文'],
    ['', ''],
    ['<div><p>  </p>&nbsp;</div>', ''],
  ])('%j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });

  it('keeps the text below 100,000 levels of nesting', () => {
    const depth = 100_000;
    expect(htmlToText(`${'<div><b>'.repeat(depth)}到底了${'</b></div>'.repeat(depth)}`)).toBe('到底了');
  });

  it('replaces what cannot be stored', () => {
    expect(htmlToText('a\u0000b\ud800c&#0;')).toBe('a b\ufffdc\ufffd');
  });

  // Each of these makes a reader that looks ahead from every tag quadratic.
  it.each([
    ['<a ">" '],
    ['<a x=">\''],
    ['<script>'],
    ['<p hidden>'],
    ['<span style="display:none">a<span>b</span>'],
    ['<!-- ><'],
    ['</'],
    ['a\n'],
    ['&'],
    ['<a href="/1">某区的一条消息</a> '],
    ['<td>一格 </td>'],
  ])('time grows with length only: %j', (piece) => {
    const time = (size: number) => {
      const html = `${piece.repeat(Math.ceil(size / piece.length))}>`;
      const runs = [0, 1, 2].map(() => {
        const before = performance.now();
        htmlToText(html);
        return performance.now() - before;
      });
      return Math.min(...runs);
    };
    time(50_000);
    // Ten times the length: ten times the time when linear, a hundred times when quadratic.
    expect(time(1_000_000)).toBeLessThan(70 * Math.max(time(100_000), 10));
  });

  it('stops looking for end tags in a page full of tags that have none', () => {
    const page = (tags: number) => Array.from({ length: tags }, (_, i) => `<x${i} hidden>字`).join('');
    expect(htmlToText(page(50_000)).length).toBe(50_000);
  });
});
