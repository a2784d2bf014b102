import { type Channel, channel } from '../../pipeline/model/channels.ts';
import { sha256 } from '../../pipeline/model/ids.ts';
import { createRawItem, type RawItem } from '../../pipeline/model/raw-item.ts';
import type { Field, ImportKind } from './columns.ts';

/** The fields of one row as text; a field that the file does not have, or that is empty in this row, is missing. */
export type RowFields = Partial<Record<Field, string>>;

export interface ItemContext {
  kind: ImportKind;
  /** ISO 8601 instant. */
  fetchedAt: string;
  /** Whether the column of the number names it as one that is unique everywhere (留言编号), not just in the file (id). */
  uniqueIds: boolean;
  /** Where a row names no channel. */
  defaultChannel: Channel;
  /** Contents seen without number and address, with how often; told apart by their count. */
  copies: Map<string, number>;
}

const SOURCE_NAMES: Readonly<Record<ImportKind, string>> = { posts: '文件导入', hotline: '12345热线工单' };

/** A row → raw item. Title and text stay as given, to the last space: offsets of the analysis count in them. */
export function toItem(fields: RowFields, context: ItemContext): RawItem {
  const { kind, fetchedAt } = context;
  const title = fields.title ?? '';
  const body = fields.text ?? '';
  const url = trimmed(fields.url);
  return createRawItem({
    sourceId: `import:${kind}`,
    sourceName: trimmed(fields.source) ?? SOURCE_NAMES[kind],
    channel: channelOf(trimmed(fields.channel) ?? trimmed(fields.source)) ?? context.defaultChannel,
    nativeId: identity(fields, url, context),
    url,
    title,
    body,
    author: trimmed(fields.author),
    region: trimmed(fields.region),
    publishedRaw: printedTime(fields.time),
    fetchedAt,
    metrics: {
      reposts: count(fields.reposts),
      comments: count(fields.comments),
      likes: count(fields.likes),
      reads: count(fields.reads),
    },
    reply: replyOf(fields),
  });
}

/**
 * The source's own number. One that may be unique in its file only is joined with the content, so that rows of two
 * files cannot take each other's place. Rows without number and address that say the same are told apart by their
 * count, so that a copy is a post of its own, and the same again when the file is read again.
 */
function identity(fields: RowFields, url: string | null, { uniqueIds, copies }: ItemContext): string | null {
  const number = trimmed(fields.nativeId);
  if (number !== null && uniqueIds) return number;
  if (number === null && url !== null) return null;
  const content = [fields.title, fields.text, fields.author, fields.time].map((one) => (one ?? '').replace(/\s+/g, ''));
  const digest = sha256(content.join('\n')).slice(0, 24);
  if (number !== null) return `${number}:${digest}`;
  const before = copies.get(digest) ?? 0;
  copies.set(digest, before + 1);
  return before === 0 ? null : `copy:${before + 1}:${digest}`;
}

function replyOf(fields: RowFields): RawItem['reply'] {
  const text = fields.reply ?? '';
  if (text.trim() === '') return null;
  return { text, by: trimmed(fields.replyBy), atRaw: printedTime(fields.replyTime) };
}

function trimmed(value: string | undefined): string | null {
  const text = value?.trim() ?? '';
  return text === '' ? null : text;
}

/** 1,234 and 1.2万 → a whole number; null for what is none. */
function count(value: string | undefined): number | null {
  const found = /^([\d,，]+(?:\.\d+)?)\s*([万亿wWkK千]?)\+?$/.exec(value?.trim() ?? '');
  if (found === null) return null;
  const number = Number((found[1] ?? '').replace(/[,，]/g, '')) * (FACTORS[found[2] ?? ''] ?? 1);
  return Number.isFinite(number) ? Math.min(Math.round(number), Number.MAX_SAFE_INTEGER) : null;
}

const FACTORS: Readonly<Record<string, number>> = { 万: 1e4, w: 1e4, W: 1e4, 亿: 1e8, 千: 1e3, k: 1e3, K: 1e3 };

/** Days since 1899-12-30, as spreadsheets keep times: 1954 to 2119. A year or a day number is shorter. */
const SERIAL = /^[2-7]\d{4}(?:\.\d{1,12})?$/;

function printedTime(value: string | undefined): string | null {
  const text = trimmed(value);
  return text !== null && SERIAL.test(text)
    ? wallClock(new Date(Math.round((Number(text) - 25_569) * 86_400) * 1000))
    : text;
}

/** A date whose UTC fields are the time of day as shown in the sheet → `2019-04-25 09:32:09`. */
export function wallClock(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  return new Date(Math.round(date.getTime() / 1000) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

const CHANNEL_WORDS: readonly (readonly [RegExp, Channel])[] = [
  [/微博|weibo/i, 'weibo'],
  [/微信|公众号|wechat|weixin/i, 'wechat'],
  [/抖音|快手|视频|bilibili|哔哩|西瓜|video/i, 'video'],
  [/热线|12345|工单|hotline/i, 'hotline'],
  [/留言板|问政|市长信箱|board/i, 'board'],
  [/论坛|贴吧|社区|forum|bbs/i, 'forum'],
  [/政府|政务|住建|gov/i, 'government'],
  [/新闻|媒体|日报|晚报|电视|网易|新浪|搜狐|头条|news/i, 'news'],
];

function channelOf(word: string | null): Channel | null {
  if (word === null) return null;
  const key = channel.safeParse(word.toLowerCase());
  return key.success ? key.data : (CHANNEL_WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? null);
}
