const WORDS: Readonly<Record<string, string>> = {
  rss: '订阅（RSS/Atom）',
  feed: '订阅（RSS/Atom）',
  'list-page': '列表页',
  'browser-page': '浏览器取页',
  folder: '文件夹',
  sitemap: '站点地图',
  search: '站内搜索',
  'json-api': '数据接口',
  board: '留言板',
  forum: '论坛',
  rsshub: 'RSSHub',
};

/** How a source is read, in words; a kind that is new here is shown by its own name. */
export function sourceKindWords(kind: string): string {
  return WORDS[kind] ?? kind;
}
