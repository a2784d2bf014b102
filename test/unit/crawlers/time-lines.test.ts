import { describe, expect, it } from 'vitest';
import { extractPage } from '../../../crawlers/extract/extract-page.ts';
import { PARAGRAPHS, TITLE } from './layouts.ts';

const FETCHED = Date.parse('2024-03-05T12:00:00+08:00');
const T = '2024-03-05T08:15';
const text = PARAGRAPHS.map((one) => `<p>${one}</p>`).join('');
/** A page whose header shows the present day and whose side column shows days of other articles. */
const pageWith = (line: string) =>
  `<!DOCTYPE html><html><head><title>${TITLE}</title></head><body><div><span>2024年3月5日 星期二</span><a href="/">首页</a></div><div><h1>${TITLE}</h1><div>${line}</div><div>${text}</div></div><div><h3>热点新闻</h3><ul>${Array.from({ length: 10 }, (_, n) => `<li><a href="/2024/0304/${1000 + n}.html">另一条完全无关的新闻标题第${n}号在这里</a><span>03-04</span></li>`).join('')}</ul></div></body></html>`;

describe('the line of facts below a title', () => {
  it.each<[line: string, publishedAt: string]>([
    ['发布：2024-03-05 08:15　更新：2024-03-05 10:30　采集：2024-03-05 11:00', T],
    ['更新时间：2024-03-05 10:30　发布时间：2024-03-05 08:15', T],
    ['采集时间：2024-03-05 11:00 | 发布日期：2024-03-05 08:15', T],
    ['抓取于 2024-03-05 11:00，原文发表于 2024-03-05 08:15', T],
    ['2024年03月05日08:15', T],
    ['2024/3/5 8:15', T],
    ['2024.03.05 08:15:09', `${T}:09`],
    ['2024年3月5日 上午8:15', T],
    ['2024年3月5日 8时15分', T],
    ['发稿时间：2024-03-05 08:15:00', T],
    ['时间：2024-03-05 08:15 来源：本站', T],
    ['2024-03-05T08:15:00+08:00', T],
    ['2024-03-05T00:15:00Z', T],
    ['2024-03-05 星期二 08:15', T],
    ['2024年3月5日（星期二）08:15', T],
    ['08:15 2024-03-05', '2024-03-05T08:15'],
    ['08:15　2024年3月5日', T],
    ['3小时前', '2024-03-05T09:00'],
    ['3小时前 · 水城发布', '2024-03-05T09:00'],
    ['昨天 08:15', '2024-03-04T08:15'],
    ['今天 08:15', T],
    ['前天08:15', '2024-03-03T08:15'],
    ['25分钟前 来自 iPhone客户端', '2024-03-05T11:35'],
    ['刚刚', '2024-03-05T12:00'],
    ['昨日 08:15', '2024-03-04T08:15'],
    ['半小时前', '2024-03-05T11:30'],
    ['03-05 08:15', T],
    ['3月5日 08:15', T],
    ['2024-03-05', '2024-03-05T00:00'],
    ['日期：2024-03-05　信息来源：市住建局　浏览次数：1234　字号：[大 中 小]　打印　关闭', '2024-03-05T00:00'],
    ['发布时间：2024-03-05　来源：市住建局　字体：大 中 小', '2024-03-05T00:00'],
    ['[ 2024-03-05 08:15 ]　来源：[ 市住建局 ]　阅读：[ 123 ]次', T],
    ['信息发布时间:2024-03-05 08:15 【字体：<a href="javascript:">大</a> <a href="javascript:">中</a>】', T],
    ['<span>2024</span>-<span>03</span>-<span>05</span> <span>08:15</span>', T],
    ['<b>记者 张某</b><i>2024-03-05</i><i>08:15</i>', T],
    ['2024-03-05 20:15 PM', '2024-03-05T20:15'],
    ['创建时间：2024-03-05 08:15　最后修改：2024-03-05 11:15', T],
    ['上传时间：2024-03-05 08:15', T],
    ['录入时间：2024-03-05 08:15', T],
    ['作者：张三 发布于2024-03-05 08:15 阅读量：300', T],
    ['编辑于 2024-03-05 08:15　山东', T],
    ['2024-03-05 08:15:30.0', `${T}:30`],
    ['2024年03月05日 08:15 | 来源：水城晚报　<a href="/app">下载客户端</a> 原标题：别的', T],
  ])('%s', (line, publishedAt) => {
    const found = extractPage(pageWith(line), 'http://www.shui.example/col/art_4f2a.html', { fetchedAt: FETCHED });
    expect(found.publishedAt).toBe(`${publishedAt.padEnd(19, ':00')}+08:00`);
    expect(found).toMatchObject({ kind: 'article', title: TITLE, text: PARAGRAPHS.join('\n') });
  });
});

describe('the day in an address', () => {
  const at = (path: string, line = '') =>
    extractPage(pageWith(line), `http://www.shui.example${path}`, { fetchedAt: FETCHED }).publishedAt?.slice(0, 16) ??
    null;
  const long = `<p>${PARAGRAPHS.join('').replaceAll('一', '二')}</p>`;

  it.each<[path: string, day: string | null]>([
    ['/tzgg/202403/t20240304_123456.html', '2024-03-04T00:00'],
    ['/2024/03/04/98765.html', '2024-03-04T00:00'],
    ['/n1/2024/0304/c1008-98765.html', '2024-03-04T00:00'],
    ['/html/2024-03/04/content_7.htm', '2024-03-04T00:00'],
    ['/a/20240304A05XYZ00', null],
    ['/a/20240230_1.html', null],
    ['/a/20249905.html', null],
    ['/a/120240304/x.html', null],
    ['/2025/01/01/1.html', null],
    ['/x/1.html?d=/2024/03/04/', null],
  ])('%s', (path, day) => {
    expect(at(path, long)).toBe(day);
  });

  it('yields to what the page says, and is made exact by a change of the same day', () => {
    expect(at('/2024/03/04/1.html', '2024-03-05 08:15')).toBe(T);
    expect(at('/2024/03/05/1.html', '更新时间：2024-03-05 08:15')).toBe(T);
    expect(at('/2024/03/04/1.html', '更新时间：2024-03-05 08:15')).toBe('2024-03-04T00:00');
    expect(at('/1.html', '更新时间：2024-03-05 08:15')).toBe(T);
  });
});
