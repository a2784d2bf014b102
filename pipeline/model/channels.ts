import { z } from 'zod';

/** The kind of place a post was published in, with the word shown on pages. */
export const CHANNELS = {
  news: '新闻媒体',
  government: '政府网站',
  board: '领导留言板',
  forum: '论坛社区',
  hotline: '热线工单',
  weibo: '微博',
  wechat: '微信',
  video: '短视频',
  other: '其他',
} as const;

export const channel = z.enum(Object.keys(CHANNELS) as [Channel, ...Channel[]]);
export type Channel = keyof typeof CHANNELS;
