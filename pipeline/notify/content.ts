import type { Alert } from '../model/alert.ts';
import type { WarningLevel } from '../model/levels.ts';
import type { Notice } from '../model/notice.ts';

/** A message before any channel has put it into its own form. Texts are as crawled: each channel makes them harmless. */
export interface Content {
  level: WarningLevel;
  /** With the level: `【红】某小区外墙渗漏`. */
  title: string;
  /** Lines `名称：内容`, or for several notices together one line each. */
  lines: readonly ContentLine[];
  /** Where to go, e.g. the link that acknowledges. */
  link: Link | null;
  /** The whole in one sentence, for short messages; without the link. */
  brief: string;
}

export interface ContentLine {
  text: string;
  link: Link | null;
}

export interface Link {
  label: string;
  url: string;
}

/** What a notice says, before a channel puts it into its form. */
export type ContentOf = (notice: Notice, alert: Alert | null) => Content;

/** Signs that make text into something else where Markdown is read. */
const MARKS: Readonly<Record<string, string>> = {
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '*': '＊',
  '`': '｀',
  _: '＿',
  '~': '～',
  '#': '＃',
  '@': '＠',
};

/**
 * Crawled text for a place that reads Markdown or makes links by itself: it must not forge a link, a mention or a
 * heading. Look-alike full-width signs keep it readable.
 */
export function harmless(text: string): string {
  return plain(text)
    .replace(/[[\]<>*`_~#@]/g, (sign) => MARKS[sign] ?? sign)
    .replace(/:\/\//g, '：//');
}

/** One line without control characters and without signs that turn the direction of writing or cannot be seen. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');
}

/** The message as plain text, for e-mail and short messages. */
export function plainText({ title, lines, link }: Content): string {
  const rows = [plain(title), ...lines.map((line) => withUrl(plain(line.text), line.link))];
  return [...rows, ...(link === null ? [] : [withUrl('', link)])].join('\n');
}

function withUrl(text: string, link: Link | null): string {
  if (link === null) return text;
  return `${text}${text === '' ? '' : ' '}${link.label}：${link.url}`;
}

/** `[查看并签收](https://…)` */
export function markdownLink({ label, url }: Link): string {
  return `[${harmless(label)}](${url.replace(/[()\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)})`;
}
