import { type Layout, PARAGRAPHS as P, TITLE } from './layouts.ts';

/** More pages of our own: systems of public bodies, forums, pictures and films, tables, and lists of several shapes. */
const AT = '2024-03-05T08:15:00+08:00';
const DAY = '2024-03-05T00:00:00+08:00';
const text = P.map((p) => `<p>${p}</p>`).join('\n');
const times = (n: number, f: (i: number) => string) => Array.from({ length: n }, (_, i) => f(i)).join('');
const nav = `<div class="top"><span>2024年3月5日 星期二</span><a href="/">首页</a><a href="/a/">政务公开</a><a href="/b/">办事服务</a><a href="/c/">互动交流</a></div>`;
const side = `<div class="side"><h3>热点新闻</h3><ul>${times(10, (n) => `<li><a href="/2024/0304/${1000 + n}.html">另一条完全无关的新闻标题第${n}号在这里</a><span>03-04</span></li>`)}</ul></div>`;
const foot = `<div class="bottom">主办：水城市住房和城乡建设局　网站标识码：3700000001　鲁ICP备00000000号<br>今日访问 123 总访问 45678</div>`;
const page = (head: string, body: string, s = side) =>
  `<!DOCTYPE html><html><head><meta charset="utf-8">${head}</head><body>${nav}${body}${s}${foot}</body></html>`;
export const MORE_LAYOUTS: readonly Layout[] = [
  {
    name: 'gov: toolbar, attachments, prev/next',
    url: 'http://zjj.shui.example/col/col1/art/2024/art_8c.html',
    publishedAt: AT,
    kind: 'article',
    html: page(
      `<title>${TITLE}-水城市住房和城乡建设局</title>`,
      `<div class="pos">当前位置：<a href="/">首页</a> &gt; <a href="/tz/">通知公告</a></div><div class="ewb"><h3 class="t">${TITLE}</h3><p class="info">信息来源：市住建局　发布时间：2024-03-05 08:15　浏览次数：<span id="hits">123</span>　字号：[<a href="javascript:">大</a> <a href="javascript:">中</a> <a href="javascript:">小</a>]　<a href="javascript:print()">打印</a>　<a href="javascript:close()">关闭</a></p><div class="con">${text}<p>附件：</p><p><a href="/f/1.docx">1.补助申请表.docx</a></p><p><a href="/f/2.docx">2.表决书样式.docx</a></p></div><div class="pn"><p>上一篇：<a href="/art/7.html">关于公布第一批名单的通知</a></p><p>下一篇：<a href="/art/9.html">关于公布第二批名单的通知</a></p></div></div>`,
    ),
    text: [...P, '附件：', '1.补助申请表.docx', '2.表决书样式.docx'].join('\n'),
  },
  {
    name: 'gov disclosure table, signature day below',
    url: 'http://zjj.shui.example/xxgk/content_5561.html',
    publishedAt: DAY,
    text: ['各县（市、区）住房和城乡建设局：', ...P, '水城市住房和城乡建设局', '2024年3月1日'].join('\n'),
    title: '关于做好老旧小区加装电梯工作的通知',
    kind: 'article',
    html: page(
      `<title>关于做好老旧小区加装电梯工作的通知_信息公开</title>`,
      `<table class="xxgk"><tr><td>索 引 号：</td><td>003720/2024-00123</td><td>主题分类：</td><td>城乡建设</td></tr><tr><td>发布机构：</td><td>市住建局</td><td>成文日期：</td><td>2024-03-01</td></tr><tr><td>文　　号：</td><td>水建字〔2024〕5号</td><td>发布日期：</td><td>2024-03-05</td></tr></table><div class="t">关于做好老旧小区加装电梯工作的通知</div><div class="c"><p>各县（市、区）住房和城乡建设局：</p>${text}<p style="text-align:right">水城市住房和城乡建设局</p><p style="text-align:right">2024年3月1日</p></div>`,
    ),
  },
  {
    name: 'time only in the address (TRS)',
    url: 'http://zjj.shui.example/tzgg/202403/t20240305_123456.html',
    publishedAt: DAY,
    kind: 'article',
    html: page(`<title>${TITLE}</title>`, `<h1>${TITLE}</h1><div class="c">${text}${text.replace(/一/g, '二')}</div>`),
    text: [...P, ...P.map((p) => p.replace(/一/g, '二'))].join('\n'),
  },
  {
    name: 'time only in the address (path)',
    url: 'http://news.shui.example/2024/03/05/98765.html',
    publishedAt: DAY,
    kind: 'article',
    html: page(`<title>${TITLE}</title>`, `<h1>${TITLE}</h1><div class="c">${text}</div>`, ''),
  },
  {
    name: 'time only in the address (0305)',
    url: 'http://news.shui.example/n1/2024/0305/c1008-98765.html',
    publishedAt: DAY,
    kind: 'article',
    html: page(`<title>${TITLE}</title>`, `<h1>${TITLE}</h1><div class="c">${text}</div>`, ''),
  },
  {
    name: 'no date in a number that looks like one',
    url: 'http://news.shui.example/a/20249905.html',
    publishedAt: null,
    kind: 'article',
    html: page(`<title>${TITLE}</title>`, `<h1>${TITLE}</h1><div class="c">${text}</div>`, ''),
  },
  {
    name: 'JSON-LD only',
    url: 'http://news.shui.example/a/9',
    publishedAt: AT,
    author: '水城晚报',
    kind: 'article',
    html: page(
      `<title>${TITLE} | 水城晚报</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"${TITLE}","datePublished":"2024-03-05T00:15:00Z","dateModified":"2024-03-05T03:00:00Z","author":{"@type":"Organization","name":"水城晚报"}}</script>`,
      `<article><h1>${TITLE}</h1>${text}</article>`,
    ),
  },
  {
    name: 'public account, empty title tag',
    url: 'https://mp.shui.example/s?__biz=1&mid=2&sn=3',
    publishedAt: AT,
    author: '水城住建',
    kind: 'article',
    html: `<!DOCTYPE html><html><head><meta property="og:title" content="${TITLE}"><meta property="og:site_name" content="微信公众平台"><title></title></head><body><div id="js_article"><h1 class="rich_media_title" id="activity-name">${TITLE}</h1><div id="meta_content"><span class="rich_media_meta">原创</span><a id="js_name">水城住建</a><em id="publish_time"></em></div><div id="js_content" style="visibility:hidden"><section><span>${P[0]}</span></section><section><p><img data-src="x"></p><p>${P[1]}</p></section><section><section><span>${P[2]}</span></section></section></div><p>预览时标签不可点</p></div><script>var createTime = '2024-03-05 08:15';var ct = "1709597700";</script></body></html>`,
  },
  {
    name: 'discuz with edit note',
    url: 'http://bbs.shui.example/thread-77-1-1.html',
    publishedAt: '2024-03-05T08:15:30+08:00',
    author: '住户甲',
    kind: 'article',
    html: `<!DOCTYPE html><html><head><title>${TITLE} - 房产家居 -  水城论坛 -  Powered by Discuz!</title></head><body><div id="pt"><a href="/">水城论坛</a> › <a href="/forum-2-1.html">房产家居</a> › ${TITLE}</div><h1 class="ts"><a href="forum-2-1.html">[求助]</a> <span id="thread_subject">${TITLE}</span></h1><div id="post_1"><table><tr><td class="pls"><div class="authi"><a href="space-1.html">住户甲</a></div><dl><dt>积分</dt><dd>30</dd></dl></td><td class="plc"><div class="authi"><em id="authorposton1">发表于 2024-3-5 08:15:30</em> | <a href="x">只看该作者</a></div><div class="pct"><div class="pcb"><div class="t_fsz"><table><tr><td class="t_f" id="postmessage_1"><i class="pstatus"> 本帖最后由 住户甲 于 2024-3-5 09:00 编辑 </i><br>${P.join('<br>\n')}</td></tr></table></div></div></div></td></tr></table></div>${times(5, (n) => `<div id="post_${n + 2}"><table><tr><td class="pls"><div class="authi"><a href="space-${n}.html">网友${n}</a></div></td><td><div class="authi"><em>发表于 2024-3-5 1${n}:00:00</em></div><table><tr><td class="t_f" id="postmessage_${n + 2}">我们楼也是这样，等了半年都没人管，楼主有结果了说一声。</td></tr></table></td></tr></table></div>`)}</body></html>`,
  },
  {
    name: 'forum of own make',
    url: 'http://bbs.shui.example/t/123456',
    publishedAt: AT,
    kind: 'article',
    html: `<!DOCTYPE html><html><head><title>${TITLE}_水城社区</title></head><body><div class="hd"><h1 class="topic-title">${TITLE}</h1></div><div class="reply first"><div class="u"><a href="/u/1">住户甲</a> <span class="lz">楼主</span> <span class="time">2024-03-05 08:15</span></div><div class="reply-content">${text}</div></div>${times(6, (n) => `<div class="reply"><div class="u"><a href="/u/${n}">网友${n}</a> <span>${n + 1}楼</span> <span class="time">2024-03-05 09:0${n}</span></div><div class="reply-content"><p>我们楼也是这样，等了半年都没人管，楼主有结果了说一声，大家一起去问问。</p></div></div>`)}</body></html>`,
  },
  {
    name: 'picture-only news',
    url: 'http://news.shui.example/tp/2024/pic_88.html',
    publishedAt: AT,
    kind: 'article',
    html: page(
      `<title>组图：${TITLE}_水城网</title>`,
      `<h1>组图：${TITLE}</h1><p class="i">2024-03-05 08:15　来源：水城晚报</p><div class="pic">${times(4, (n) => `<p align="center"><img src="/p/${n}.jpg" alt=""></p><p>图为工作人员在三号窗口为第${n + 1}位居民办理手续。水城晚报记者 王某 摄</p>`)}</div>`,
    ),
    title: `组图：${TITLE}`,
    text: [1, 2, 3, 4].map((n) => `图为工作人员在三号窗口为第${n}位居民办理手续。水城晚报记者 王某 摄`).join('\n'),
  },
  {
    name: 'video: one sentence',
    url: 'http://tv.shui.example/v/3001.html',
    publishedAt: AT,
    kind: 'article',
    html: page(
      `<title>【视频】${TITLE}</title>`,
      `<h1>【视频】${TITLE}</h1><div class="i">2024-03-05 08:15:00 水城台</div><video src="x.mp4"></video><div class="desc"><p>${P[0]}</p></div>`,
    ),
    title: `【视频】${TITLE}`,
    text: P.slice(0, 1).join('\n'),
  },
  {
    name: 'br text in a table layout',
    url: 'http://old.shui.example/ReadNews.asp?NewsID=456',
    publishedAt: AT,
    kind: 'article',
    html: `<html><head><title>${TITLE}</title></head><body><table width=760><tr><td>${nav}</td></tr><tr><td><table><tr><td align=center><font size=5><b>${TITLE}</b></font></td></tr><tr><td align=center>作者：佚名　来源：水城晚报　点击数：<script>document.write(1)</script>　更新时间：2024-3-5 8:15:00</td></tr><tr><td><font size=3>　　${P.join('<br><br>　　')}</font></td></tr><tr><td>上一篇：<a href="ReadNews.asp?NewsID=455">别的新闻标题在这里</a><br>下一篇：<a href="ReadNews.asp?NewsID=457">另外的新闻标题在这里</a></td></tr></table></td></tr><tr><td>Copyright 2003-2024 水城在线 All Rights Reserved</td></tr></table></body></html>`,
  },
  {
    name: 'divs instead of paragraphs',
    url: 'http://news.shui.example/d/77.html',
    publishedAt: AT,
    kind: 'article',
    html: page(
      `<title>${TITLE}_水城网</title>`,
      `<div class="tit">${TITLE}</div><div class="inf">2024-03-05 08:15 水城晚报</div><div class="txt">${P.map((p) => `<div><span style="font-size:16px">${p}</span></div>`).join('')}</div>`,
    ),
  },
  {
    name: 'links within the text',
    url: 'http://news.shui.example/d/78.html',
    publishedAt: AT,
    kind: 'article',
    html: page(
      `<title>${TITLE}_水城网</title>`,
      `<h1>${TITLE}</h1><div>2024-03-05 08:15</div><div class="txt">${P.map((p) => `<p>${p.replace(/(小区|电梯|住建部门|居民|电话)/g, '<a href="/tag/$1">$1</a>')}</p>`).join('')}</div>`,
    ),
  },
  {
    name: 'interview with questions',
    url: 'http://news.shui.example/d/79.html',
    publishedAt: AT,
    kind: 'article',
    html: page(
      `<title>${TITLE}_水城网</title>`,
      `<h1>${TITLE}</h1><div>2024-03-05 08:15</div><div class="txt">${P.map((p, i) => `<p><strong>问：第${i + 1}个问题，市民最关心什么？</strong></p><p>答：${p}</p>`).join('')}</div>`,
    ),
    text: P.map((p, i) => `问：第${i + 1}个问题，市民最关心什么？\n答：${p}`).join('\n'),
  },
  {
    name: 'hotline answer',
    url: 'http://12345.shui.example/detail?id=2024030512',
    publishedAt: AT,
    kind: 'article',
    text: P.slice(0, 2).join(''),
    html: page(
      `<title>诉求详情-12345</title>`,
      `<table class="d"><tr><th>标题</th><td>${TITLE}</td></tr><tr><th>诉求编号</th><td>2024030512</td></tr><tr><th>诉求时间</th><td>2024-03-05 08:15</td></tr><tr><th>诉求内容</th><td>${P[0]}${P[1]}</td></tr><tr><th>答复单位</th><td>市住建局</td></tr><tr><th>答复时间</th><td>2024-03-05 10:15</td></tr><tr><th>答复内容</th><td>${P[2]}</td></tr></table>`,
      '',
    ),
  },
  {
    name: 'list: table of titles and days',
    url: 'http://zjj.shui.example/tzgg/',
    kind: 'list',
    html: page(
      `<title>通知公告</title>`,
      `<h2>通知公告</h2><table>${times(15, (n) => `<tr><td>${n + 1}</td><td><a href="/art/2024/3/${n + 1}/art_1_${n + 100}.html" title="关于公布${2024 - n}年度物业服务企业信用评价结果的通知">关于公布${2024 - n}年度物业服务企业信用评价结果的…</a></td><td>2024-03-0${(n % 9) + 1}</td></tr>`)}</table><div>共 25 页 <a href="index_1.html">下一页</a></div>`,
      '',
    ),
  },
  {
    name: 'list: cards without days',
    url: 'http://news.shui.example/topic/elevator',
    kind: 'list',
    html: page(
      `<title>加装电梯专题_水城网</title>`,
      `<h1>加装电梯专题</h1><div class="intro"><p>${P[0]}</p></div><div class="cards">${times(12, (n) => `<div class="card"><a href="/a/${7000 + n}"><img src="x"><h3>某小区第${n + 1}部加装电梯今天投入使用居民点赞</h3></a></div>`)}</div>`,
      '',
    ),
  },
  {
    name: 'list: search results',
    url: 'http://so.shui.example/s?q=%E7%94%B5%E6%A2%AF',
    kind: 'list',
    html: page(
      `<title>电梯_站内搜索</title>`,
      `<div>为您找到相关结果约 1,234 个</div>${times(10, (n) => `<div class="r"><h3><a href="http://news.shui.example/a/${8000 + n}.html"><em>电梯</em>加装补助第${n}批名单公示请居民核对</a></h3><p>…${P[n % 3]?.slice(0, 40)}…</p><span>news.shui.example 2024-03-0${(n % 5) + 1}</span></div>`)}`,
      '',
    ),
  },
  {
    name: 'list: leader board list',
    url: 'http://ly.shui.example/list?page=1',
    kind: 'list',
    html: page(
      `<title>领导留言板</title>`,
      times(
        10,
        (n) =>
          `<div class="m"><h4><a href="/detail?id=${9000 + n}">小区三号楼电梯停运两个月没人修第${n}次反映</a></h4><p>${P[n % 3]?.slice(0, 50)}</p><p>留言时间：2024-03-05 0${n % 9}:15　状态：已回复</p></div>`,
      ),
      '',
    ),
  },
  {
    name: 'list: blog index with long teasers',
    url: 'http://news.shui.example/column/12',
    kind: 'list',
    html: page(
      `<title>民生观察_水城网</title>`,
      `<h1>民生观察</h1>` +
        times(
          8,
          (n) =>
            `<article><h2><a href="/a/${5000 + n}.html">老旧小区加装电梯之后的第${n}个难题怎么解决</a></h2><time datetime="2024-03-0${(n % 5) + 1}T08:15">03-0${(n % 5) + 1}</time><p>${P[n % 3]}</p><a href="/a/${5000 + n}.html">阅读全文</a></article>`,
        ),
      '',
    ),
  },
  {
    name: 'list: live roll',
    url: 'http://news.shui.example/roll/',
    kind: 'list',
    html: page(
      `<title>滚动新闻_水城网</title>`,
      `<h1>滚动新闻</h1><ul>${times(30, (n) => `<li>[<a href="/gn/">国内</a>] <a href="/a/${3000 + n}.shtml">某地加装电梯工作推进会召开第${n}次</a> (03月05日 08:${10 + n})</li>`)}</ul>`,
      '',
    ),
  },
];
