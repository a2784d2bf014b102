/**
 * Words that belong to a page and not to what was written on it. Kept together, since title, time, author and body all
 * have to know where the one ends and the other begins.
 */

const INTERFACE =
  '分享到?|分享至|收藏(?:本文)?|点赞|评论|我要评论|举报|反馈|举报/反馈|关注|已关注|订阅|微信|微博|新浪微博|腾讯微博|QQ|QQ空间|QQ好友|Qzone|朋友圈|微信好友|转发|打印(?:本[页文])?|关闭(?:窗口|本页)?|字[号体]|放大|缩小|正常|默认|大|中|小|更多|阅读原文|查看原文|展开(?:全文|阅读全文)?|收起|图集|媒体报道|听新闻|听全文|语音播报|无障碍(?:浏览|阅读)?|简体|繁体|原创|转载|复制链接|扫码阅读全文|返回顶部|返回首页|上一页|下一页|余下全文|自动播放|重播|Play Video|A[+-]?|\\+1';

const ONLY_INTERFACE = new RegExp(
  `^(?:[\\s|/·,，、：:;>»【】\\[\\]()（）]*(?:${INTERFACE})(?=[\\s|/·,，、：:;>»【】\\[\\]()（）\\d+-]|$))+[\\s|/·,，、：:;>»【】\\[\\]()（）\\d+-]*$`,
  'i',
);

/** Buttons, share names and the like, and nothing else. */
export function isInterface(line: string): boolean {
  return line.length <= 60 && ONLY_INTERFACE.test(line);
}

const ENDS = new RegExp(
  [
    String.raw`^[[【(（◎■●▍\s·]*(?:`,
    '责任?编辑?\\s*[:：|｜/]|编辑\\s*[:：|｜]|责编|审核\\s*[:：|｜]|校对\\s*[:：|｜]|[初终复]审\\s*[:：|｜]|监制\\s*[:：|｜]|值班(?:编委|主任)|流程编辑|',
    '上一[篇条则页]|下一[篇条则页]|没有了$|(?:相关|延伸|推荐|更多|拓展|热门)(?:新闻|阅读|文章|信息|链接|推荐|报道|资讯|内容|话题|帖子|稿件)\\s*[:：>]*$|',
    '相关(?:阅读|新闻|链接|推荐|报道|文章)|推荐阅读|延伸阅读|猜你(?:喜欢|想看)|(?:为你|为您|精彩|热门|编辑|今日|热点)推荐|大家都在看|热门(?:评论|文章|新闻)|你可能(?:会)?(?:喜欢|感兴趣)|',
    '(?:此前|早前|相关)报道\\s*[:：]|更多(?:精彩|猛料)|(?:相关|更多).{0,10}请(?:关注|点击|访问)|分享(?:到|至|让)|扫一扫|微信扫|扫码|扫描.{0,6}二维码|长按.{0,8}二维码|关注.{0,10}公众号|公众号二维码|',
    '打印(?:本页|此页)?\\s|【?打印|关闭(?:窗口|本页|此页)|返回(?:顶部|首页)|我要(?:评论|反馈|纠错|跟帖)|纠错|举报/反馈|',
    '版权(?:声明|所有|归)|免责声明|特别声明|(?:重要|郑重)?声明\\s*[:：]|未经.{0,12}(?:授权|许可)|转载请注明|',
    '本文来自.{0,12}[，,].{0,14}(?:下载|关注)|本文(?:仅代表|不代表|系作者|为作者|来源\\s*[:：]).{0,40}|文章(?:关键词|标签)|关键[字词]\\s*(?:[:：]|>>)|标签\\s*(?:[:：]|$)|正文已结束|',
    '打开.{0,12}(?:APP|客户端)|下载.{0,8}(?:APP|客户端)|阅读原文|查看原文|点击(?:下载|进入).{0,12}(?:APP|客户端)|',
    '(?:网友|全部|最新|热门|精彩|发表|我来说|写|热)评论|评论\\s*[（(]\\s*\\d+\\s*[)）]|评论列表|\\d+\\s*条评论|网友跟帖|文明上网|请自觉遵守|用户评论|评论区',
    ')',
  ].join(''),
  'i',
);
const END_CHARS = 120;

/** Headings under which other texts and other people's words stand. */
const OTHERS =
  /^[[【(（◎■●▍\s·]*(?:上一[篇条则页]\s*[:：]|下一[篇条则页]\s*[:：]|(?:相关|延伸|推荐)(?:阅读|新闻|链接|推荐|报道|文章|内容|事件)|猜你|(?:为你|为您|热门|精彩)推荐|热门(?:评论|文章|新闻)|(?:网友|全部|最新|发表|精彩)评论|评论\s*[（(]\s*\d|\d+\s*条评论|评论区|网友跟帖|责任编辑)/;

/** Whether from this line on a page speaks of other things than its article. */
export function opensOthers(line: string): boolean {
  return line.length < END_CHARS && OTHERS.test(line);
}

/** Whether a line can only stand behind an article: editor, related links, small print, comments. */
export function endsArticle(line: string): boolean {
  return line.length < END_CHARS && ENDS.test(line);
}
