/** Pages of our own in the shapes that Chinese news sites, public bodies, platforms and forums use. */

export const PARAGRAPHS = [
  '三月一日起，城区老旧小区加装电梯的补助申请统一改到便民大厅三号窗口办理，申请人带身份证和业主表决书即可。',
  '去年共有四十六部电梯投入使用，今年计划再装六十部。住建部门说，资金已经到位，审核时间不超过十个工作日。',
  '居民对施工时间有意见的，可以拨打小区公示栏上的电话，施工单位须在一天之内答复，并把结果贴在公示栏上。',
];
export const TITLE = '老旧小区加装电梯补助申请改到便民大厅办理';

export interface Layout {
  name: string;
  url: string;
  html: string;
  kind: 'article' | 'list';
  title?: string;
  author?: string | null;
  publishedAt?: string | null;
  /** Default: the three paragraphs. */
  text?: string;
}

const text = PARAGRAPHS.map((paragraph) => `<p>${paragraph}</p>`).join('\n');
const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const nav = `<div class="header"><ul>${['首页', '国内', '军事', '财经', '房产', '汽车', '教育'].map((word, i) => `<li><a href="/${i}/">${word}</a></li>`).join('')}</ul></div>`;
const related = `<div class="rel"><h3>相关推荐</h3><ul>${times(10, (n) => `<li><a href="/2024/0304/${1000 + n}.html">另一条完全无关的新闻标题第${n}号在这里</a><span>2024-03-04 09:0${n}</span></li>`).join('')}</ul></div>`;
const comments = `<div class="tie-area"><h3>网友评论</h3>${times(4, (n) => `<div class="cmt"><b>网友${n}</b><span>2024-03-06 11:0${n}</span><p>我们小区也想装，就是一楼不同意，怎么办才好呢，请问有没有人知道流程。</p></div>`).join('')}</div>`;
const foot =
  '<div class="foot"><p>主办单位：水城日报社 地址：水城市文昌路1号 电话：0000-1234567</p><p>版权所有 水城网 Copyright 2001-2024. 网站更新时间：2024-06-01 10:00:00</p></div>';

function page(head: string, body: string): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8">${head}</head><body>${nav}${body}${foot}</body></html>`;
}

const AT = '2024-03-05T08:15:00+08:00';
const AT_30 = '2024-03-05T08:15:30+08:00';

export const LAYOUTS: readonly Layout[] = [
  {
    name: 'portal article: time and source in one line, comments below',
    url: 'https://news.shui.example/dy/article/ABC123.html',
    html: page(
      `<title>${TITLE}_水城新闻</title>`,
      `<div class="post_main"><h1 class="post_title">${TITLE}</h1><div class="post_info">2024-03-05 08:15:30　来源: <a href="x">水城晚报</a>&nbsp;<a href="j">举报</a></div><div class="post_text">${text}<p>本文来源：水城晚报 责任编辑：李某_NN1234</p></div>${related}${comments}</div>`,
    ),
    kind: 'article',
    author: '水城晚报',
    publishedAt: AT_30,
  },
  {
    name: 'link back to the portal within the last paragraph',
    url: 'https://www.shui.example/a/123_456',
    html: page(
      `<title>${TITLE}_申请</title>`,
      `<h1>${TITLE}<span class="tag"></span></h1><div class="article-info"><span class="time">2024-03-05 08:15</span>来源:<a>水城晚报</a></div><article class="article"><p style="display:none">原标题：别的</p>${text.replace(/<\/p>$/, '<a href="/">返回水城，查看更多</a></p>')}<p>责任编辑：<span></span></p></article>${related}`,
    ),
    kind: 'article',
    author: '水城晚报',
    publishedAt: AT,
  },
  {
    name: 'state in a script with times of other articles',
    url: 'https://news.shui.example/c/8Xabc',
    html: page(
      `<title>${TITLE}_水城网</title><script>var allData={"list":[{"title":"别的","newsTime":"2024-03-01 01:00:00"}],"title":"${TITLE}","newsTime":"2024-03-05 08:15:30"}</script>`,
      `<h1>${TITLE}</h1><div class="main_content">${text}</div>${related}`,
    ),
    kind: 'article',
    author: null,
    publishedAt: AT_30,
  },
  {
    name: 'title in h3, source in spans',
    url: 'https://society.shui.example/article/4abc',
    html: page(
      `<title>${TITLE}</title>`,
      `<div><h3>${TITLE}</h3></div><div><p class="time">2024-03-05 08:15</p><span><span>来源：</span><a>水城晚报</a></span></div><div><section>${text}</section></div>${related}`,
    ),
    kind: 'article',
    author: '水城晚报',
    publishedAt: AT,
  },
  {
    name: 'year, day and clock on lines of their own',
    url: 'https://new.shui.example/omn/A001.html',
    html: page(
      `<title>${TITLE}</title><meta name="apub:time" content="2024-3-5 21:30:50">`,
      `<h1>${TITLE}</h1><div><div>2024</div><div>03/05</div><div>08:15</div></div><a>水城号</a><div>${text}</div>`,
    ),
    kind: 'article',
    author: '水城号',
    publishedAt: AT,
  },
  {
    name: 'self-media platform: no year on the page, epoch in a script',
    url: 'https://mp.shui.example/s?id=1792',
    html: page(
      `<title>${TITLE}</title><script>window.data={"page":{"title":"${TITLE}","publish_time":"1709597730","comment":[{"ctime":"1709700000"}]}}</script>`,
      `<div class="header">${TITLE}</div><div><span>03-05 08:15</span><span>水城晚报</span><button>关注</button></div>${PARAGRAPHS.map((one) => `<div><p><span>${one}</span></p></div>`).join('')}<div>举报/反馈</div>${related}`,
    ),
    kind: 'article',
    author: '水城晚报',
    publishedAt: AT,
  },
  {
    name: 'public account: text hidden until a script runs, time in a variable',
    url: 'https://mp.weixin.example/s/abc',
    html: `<html><head><title></title><meta property="og:title" content="${TITLE}"><meta name="author" content="办公室"></head><body><h1 id="activity-name">\n ${TITLE} </h1><div><a id="js_name">水城住建</a><em id="publish_time"></em></div><div id="js_content" style="visibility: hidden;">${text}<p>长按二维码关注我们</p></div><script>var ct = "1709597730";</script></body></html>`,
    kind: 'article',
    author: '办公室',
    publishedAt: AT_30,
  },
  {
    name: 'public body: declared metadata and a table of facts',
    url: 'http://www.shui.example/art/2024/3/5/art_1_1.html',
    html: page(
      `<title>${TITLE}_水城市人民政府</title><meta name="SiteName" content="水城市人民政府"><meta name="ArticleTitle" content="${TITLE}"><meta name="PubDate" content="2024-03-05 08:15"><meta name="ContentSource" content="市住建局">`,
      `<div>当前位置：<a href="/">首页</a> &gt; <a href="/xxgk/">政府信息公开</a> &gt; 正文</div><table><tr><td>索 引 号</td><td>1137/2024-00123</td><td>发文机关</td><td>市住建局</td></tr><tr><td>成文日期</td><td>2024-03-01</td><td>发布日期</td><td>2024-03-05</td></tr></table><h2>${TITLE}</h2><div>发布日期：2024-03-05 08:15 信息来源：市住建局 浏览次数：<span>123</span> 字体：[大 中 小]</div><div class="TRS_Editor">${text}</div><div>扫一扫在手机打开当前页</div><div><a>打印本页</a> <a>关闭窗口</a></div>`,
    ),
    kind: 'article',
    author: '市住建局',
    publishedAt: AT,
  },
  {
    name: 'public body: a title that names the site only, no heading',
    url: 'http://zjj.shui.example/shownews.asp?id=123',
    html: page(
      '<title>水城市住房和城乡建设局</title>',
      `<div>您现在的位置：首页 >> 通知公告 >> 内容</div><div align="center"><font size="5"><b>${TITLE}</b></font></div><div align="center">发布时间：2024/3/5 8:15:00　作者：办公室　来源：本站　点击：次</div><hr><div class="con">${text}</div><div>上一篇：<a href="1.html">关于公布二级资质企业名单的通知</a></div><div>下一篇：没有了</div>`,
    ),
    kind: 'article',
    author: '办公室',
    publishedAt: AT,
  },
  {
    name: 'a short notice beside a list',
    url: 'http://www.water.example/n/999.html',
    html: page(
      '<title>停水通知-水城供水公司</title>',
      `<div>当前位置：首页 > 停水通知</div><div class="main"><h1>停水通知</h1><div class="date">2024-03-05 08:15:00</div><div class="c"><p>因管道抢修，三月六日八时至十八时文昌路停水，请提前储水。</p></div></div><div class="side"><ul>${times(12, (n) => `<li><a href="/n/${1000 + n}.html">关于某某路段临时停水的通知第${n}号</a></li>`).join('')}</ul></div>`,
    ),
    kind: 'article',
    title: '停水通知',
    author: null,
    publishedAt: AT,
    text: '因管道抢修，三月六日八时至十八时文昌路停水，请提前储水。',
  },
  {
    name: 'forum thread: the opening post',
    url: 'http://bbs.shui.example/thread-123-1-1.html',
    html: page(
      `<title>${TITLE} - 水城论坛 - 水城生活网 - Powered by Discuz!</title>`,
      `<h1><a>[吐槽]</a><span id="thread_subject">${TITLE}</span></h1>${times(3, (n) => `<div id="post_${n + 1}"><table><tr><td><div class="authi"><a class="xw1">用户${n}</a></div></td><td><div class="pi"><em>发表于 2024-3-${5 + n} 08:15:00</em></div><table><tr><td class="t_f" id="postmessage_${n}">${n === 0 ? text : '回复内容，支持一下楼主，说得对。'}</td></tr></table></td></tr></table></div>`).join('')}`,
    ),
    kind: 'article',
    author: '用户0',
    publishedAt: AT,
  },
  {
    name: 'a column before the title is not a site behind it',
    url: 'http://www.shui.example/x/1.html',
    html: page(
      '<title>深度｜保障房怎么分_水城网</title>',
      `<h1>深度｜保障房怎么分</h1><div>记者 王某　2024-03-05 08:15</div><div>${text}</div>`,
    ),
    kind: 'article',
    title: '深度｜保障房怎么分',
    author: '王某',
    publishedAt: AT,
  },
  {
    name: 'the site in h1, comments inside the article',
    url: 'http://www.shui.example/x/1.html',
    html: page(
      `<title>${TITLE}-水城新闻网</title>`,
      `<h1>水城新闻网</h1><div>${TITLE}</div><div>2024-03-05 08:15:00 来源：水城晚报 编辑：某某</div><div class="content">${text}${comments}</div>`,
    ),
    kind: 'article',
    author: '水城晚报',
    publishedAt: AT,
  },
  {
    name: 'JSON-LD graph; the visible <time> is the last change',
    url: 'https://www.shui.example/p/abc',
    html: page(
      `<title>${TITLE} - 水城号</title><script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},{"@type":"BlogPosting","headline":"${TITLE}","datePublished":"2024-03-05T08:15:30+08:00","dateModified":"2024-04-05T08:15:30+08:00","author":{"@type":"Person","name":"水城老张"}}]}</script>`,
      `<h1>${TITLE}</h1><div>水城老张 <time datetime="2024-04-05T00:15:30.000Z">2024.04.05</time> 字数 300 阅读 1,234</div><article>${text}</article>`,
    ),
    kind: 'article',
    author: '水城老张',
    publishedAt: AT_30,
  },
  {
    name: 'no time at all: not that of a comment, not that of the foot',
    url: 'http://www.shui.example/x/1.html',
    html: page(`<title>${TITLE}_水城网</title>`, `<h1>${TITLE}</h1><div class="content">${text}</div>${comments}`),
    kind: 'article',
    author: null,
    publishedAt: null,
  },
  {
    name: 'message board: title from the page, not from the template',
    url: 'http://ly.shui.example/d/123',
    html: page(
      '<title>留言详情_领导留言板</title>',
      `<h2>小区三号楼电梯停运两个月没人修</h2><p>留言编号：20240305001　网友：某某　留言时间：2024-03-05 08:15</p><div><p>${PARAGRAPHS[0]}</p><p>${PARAGRAPHS[1]}</p></div>`,
    ),
    kind: 'article',
    title: '小区三号楼电梯停运两个月没人修',
    publishedAt: AT,
    text: PARAGRAPHS.slice(0, 2).join('\n'),
  },
  {
    name: 'list with dates',
    url: 'http://news.shui.example/yw/',
    html: page(
      '<title>要闻_水城网</title>',
      `<h2>要闻</h2><ul>${times(20, (n) => `<li><a href="/2024/0304/${1000 + n}.html">某区举行老旧小区改造现场推进会第${n}次</a><span>2024-03-0${1 + (n % 9)}</span></li>`).join('')}</ul>`,
    ),
    kind: 'list',
  },
  {
    name: 'teasers with sentences',
    url: 'http://house.shui.example/news/',
    html: page(
      '<title>房产资讯_水城网</title>',
      `<h1>房产资讯</h1>${times(15, (n) => `<div class="item"><h3><a href="/2024/0304/${1000 + n}.html">某区举行老旧小区改造现场推进会第${n}次</a></h3><p>三月四日，某区举行了老旧小区改造现场推进会，区领导参加会议并讲话，要求加快进度，确保年底之前完成。${n}号楼率先完工。</p><div>水城晚报 2024-03-04 0${n % 9}:15</div></div>`).join('')}`,
    ),
    kind: 'list',
  },
  {
    name: 'portal with columns',
    url: 'http://www.shui.example/',
    html: page(
      '<title>水城网_水城门户</title>',
      times(
        6,
        (k) =>
          `<div><h2>栏目${k}</h2><p>头条摘要：今天市里召开会议，部署下一步的工作任务，要求各单位抓紧落实，确保完成。<a href="/d/${k}000.html">[详细]</a></p><ul>${times(8, (n) => `<li><a href="/2024/0304/${k}00${n}.html">某区举行老旧小区改造现场推进会第${k}${n}次</a></li>`).join('')}</ul></div>`,
      ).join(''),
    ),
    kind: 'list',
  },
  {
    name: 'forum index',
    url: 'http://bbs.shui.example/forum-12-1.html',
    html: page(
      '<title>房产家居 - 水城论坛</title>',
      `<h1>房产家居</h1><table>${times(20, (n) => `<tr><th><a href="thread-${1000 + n}-1-1.html">楼上漏水物业不管，大家帮我出出主意${n}</a></th><td><cite><a>网友${n}</a></cite><em>2024-3-${1 + n}</em></td><td><a>12</a><em>345</em></td></tr>`).join('')}</table>`,
    ),
    kind: 'list',
  },
];
