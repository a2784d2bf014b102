import { toShanghai } from '../pipeline/model/calendar.ts';
import { htmlToText } from '../pipeline/normalise/html-to-text.ts';
import { parsePublishedTime } from '../pipeline/normalise/parse-time.ts';
import { CrawlError } from './crawl-reasons.ts';
import { type FeedEntry, readFeed } from './feed-entries.ts';
import { isTooDeep, plainFeedDate, repairFeed } from './feed-repair.ts';
import { decodeBytes } from './import/decode.ts';

export interface FeedItem {
  /** The feed's own id (guid, atom:id); the address where it has none; null where it has neither. */
  id: string | null;
  url: string | null;
  title: string;
  /** ISO 8601 +08:00, or null where no readable time is given. */
  publishedAt: string | null;
  /** As printed. */
  publishedRaw: string | null;
  author: string | null;
  /** Plain text of the fullest content the entry carries. */
  text: string;
  /** The same before it was made plain. */
  html: string;
}

export interface Feed {
  title: string;
  items: FeedItem[];
  /** True when the document broke off and only the entries before the break are here. */
  truncated: boolean;
}

export interface FeedOptions {
  /** Content-Type header or charset name. */
  declared?: string | undefined;
  /** Epoch milliseconds; relative times count from it. */
  fetchedAt?: number;
}

/**
 * RSS 0.9x–2.0, RDF, Atom or JSON Feed. Links are resolved against the feed's address (or its xml:base).
 * Throws CrawlError `not-a-feed` with what was found instead.
 */
export async function parseFeed(input: Uint8Array | string, url: string, options: FeedOptions = {}): Promise<Feed> {
  const text = repairFeed(
    typeof input === 'string' ? input : decodeBytes(input, { declared: options.declared, html: true }).text,
  );
  refuseWhatIsNoFeed(text, url);
  if (isTooDeep(text)) throw new CrawlError('not-a-feed', `${url} 标签套得太深`);
  const fetchedAt = options.fetchedAt ?? Date.now();
  const { title, base, entries, truncated } = await readFeed(text, url);
  const from = absolute(base, url) ?? url;
  return { title: plain(title), truncated, items: entries.map((entry) => toItem(entry, from, fetchedAt)) };
}

function toItem(entry: FeedEntry, base: string, fetchedAt: number): FeedItem {
  const url = absolute(entry.link, absolute(entry.base, base) ?? base);
  const time = entry.date === null ? null : parsePublishedTime(plainFeedDate(entry.date), { fetchedAt });
  return {
    // One of the two readers gives the link for an id where there is none.
    id: entry.id === null || entry.id === entry.link ? url : entry.id,
    url,
    title: plain(entry.title),
    publishedAt: time && 'at' in time ? toShanghai(time.at) : null,
    publishedRaw: entry.date === null ? null : plainFeedDate(entry.date),
    author: entry.author === null ? null : plain(entry.author) || null,
    text: htmlToText(entry.content),
    html: entry.content,
  };
}

/** Titles are meant to be text, but many carry markup or a second layer of entities. */
function plain(text: string): string {
  const marked = /<\/?[a-z][^>]*>|&(?:#\d+|#x[\da-f]+|[a-z]+\d*);/i.test(text);
  return (marked ? htmlToText(text) : text).replace(/\s+/g, ' ').trim();
}

function absolute(link: string | null, base: string): string | null {
  if (link === null || link.trim() === '') return null;
  const text = link.trim();
  const url = URL.canParse(text, base) ? new URL(text, base) : URL.canParse(text) ? new URL(text) : null;
  // A link to click, not one that runs (javascript:); file: is where the command line reads a feed from.
  return url !== null && /^(?:https?|file):$/.test(url.protocol) ? url.href : null;
}

function refuseWhatIsNoFeed(text: string, url: string): void {
  const start = text
    .replace(/^\uFEFF/, '')
    .trimStart()
    .slice(0, 2_000);
  const refuse = (found: string) => {
    throw new CrawlError('not-a-feed', `${url} ${found}`);
  };
  if (start === '') refuse('是空文件');
  else if (/^(?:<!--[\s\S]*?-->\s*)*(?:<!doctype\s+html|<html)/i.test(start)) refuse('是网页，不是订阅');
  else if (start[0] !== '<' && start[0] !== '{') refuse(`以“${start.slice(0, 20).replace(/\s+/g, ' ')}”开头`);
}
