import { Readable } from 'node:stream';
import FeedParser from 'feedparser';
import { type AnyFeed, parseFeed } from 'feedsmith';
import { CrawlError } from './crawl-reasons.ts';
import { decodeBase64Text } from './feed-repair.ts';

/** One entry as the feed has it; nothing resolved, nothing made plain. */
export interface FeedEntry {
  id: string | null;
  link: string | null;
  title: string;
  date: string | null;
  /** xml:base of the entry. */
  base: string | null;
  author: string | null;
  /** HTML or text, the fullest the entry carries. */
  content: string;
}

export interface FeedDocument {
  title: string;
  /** xml:base. */
  base: string | null;
  entries: FeedEntry[];
  truncated: boolean;
}

/**
 * Feedsmith reads whole documents and refuses broken ones; feedparser (SAX) then saves the entries before the break.
 * Neither expands entities that a document defines for itself. Throws CrawlError `not-a-feed`.
 */
export async function readFeed(text: string, url: string): Promise<FeedDocument> {
  try {
    const document = fromFeedsmith(parseFeed(text));
    return isWhole(text) ? document : { ...document, truncated: true, entries: document.entries.slice(0, -1) };
  } catch (cause) {
    if (text.trimStart().startsWith('{')) throw new CrawlError('not-a-feed', `${url} JSON 不是订阅`, { cause });
    const saved = await readBroken(text);
    if (saved === null) throw new CrawlError('not-a-feed', `${url} XML 中没有订阅内容`, { cause });
    return saved;
  }
}

/** A document that broke off between two tags parses well, but its last entry is only a piece. */
function isWhole(text: string): boolean {
  return text.trimStart().startsWith('{') || /<\/(?:rss|rdf|(?:[\w-]+:)?feed|rdf:rdf)\s*>/i.test(text.slice(-4_000));
}

type Parsed = AnyFeed<string>;
type Of<Format extends Parsed['format']> = Extract<Parsed, { format: Format }>['feed'];

function fromFeedsmith(parsed: Parsed): FeedDocument {
  if (parsed.format === 'atom') return fromAtom(parsed.feed);
  if (parsed.format === 'json') return fromJson(parsed.feed);
  return parsed.format === 'rdf' ? fromRdf(parsed.feed) : fromRss(parsed.feed);
}

function fromRss(feed: Of<'rss'>): FeedDocument {
  const entries = (feed.items ?? []).map((item) => ({
    id: item.guid?.value ?? null,
    link: item.link ?? permalink(item.guid) ?? item.atom?.links?.[0]?.href ?? null,
    base: null,
    title: item.title ?? '',
    date: item.pubDate ?? item.dc?.dates?.[0] ?? item.atom?.published ?? item.atom?.updated ?? null,
    author: item.dc?.creators?.[0] ?? item.authors?.[0]?.name ?? item.authors?.[0]?.email ?? item.source?.title ?? null,
    content: longest(item.content?.encoded, item.description),
  }));
  return { title: feed.title ?? '', base: feed.xml?.base ?? null, entries, truncated: false };
}

function fromRdf(feed: Of<'rdf'>): FeedDocument {
  const entries = (feed.items ?? []).map((item) => ({
    id: item.rdf?.about ?? null,
    link: item.link ?? item.rdf?.about ?? null,
    base: null,
    title: item.title ?? '',
    date: item.dc?.dates?.[0] ?? null,
    author: item.dc?.creators?.[0] ?? null,
    content: longest(item.content?.encoded, item.description),
  }));
  return { title: feed.title ?? '', base: feed.xml?.base ?? null, entries, truncated: false };
}

function fromAtom(feed: Of<'atom'>): FeedDocument {
  const entries = (feed.entries ?? []).map((entry) => ({
    id: entry.id ?? null,
    link: (entry.links?.find((link) => (link.rel ?? 'alternate') === 'alternate') ?? entry.links?.[0])?.href ?? null,
    base: entry.xml?.base ?? null,
    title: entry.title?.value ?? '',
    date: entry.published ?? entry.updated ?? null,
    author: entry.authors?.[0]?.name ?? feed.authors?.[0]?.name ?? null,
    content: longest(atomContent(entry.content), entry.summary?.value),
  }));
  return { title: feed.title?.value ?? '', base: feed.xml?.base ?? null, entries, truncated: false };
}

function fromJson(feed: Of<'json'>): FeedDocument {
  const entries = (feed.items ?? []).map((item) => ({
    id: item.id ?? null,
    link: item.url ?? item.external_url ?? null,
    base: null,
    title: item.title ?? '',
    date: item.date_published ?? item.date_modified ?? null,
    author: item.authors?.[0]?.name ?? feed.authors?.[0]?.name ?? null,
    content: item.content_html ?? item.content_text ?? item.summary ?? '',
  }));
  return { title: feed.title ?? '', base: null, entries, truncated: false };
}

/** Types other than text and XML are base64 of something that may or may not be text (RFC 4287, 4.1.3.3). */
function atomContent(content: { value?: string; type?: string } | undefined): string | undefined {
  const { value, type } = content ?? {};
  if (value === undefined || /^(?:image|audio|video)\//i.test(type ?? '')) return undefined;
  const decoded = decodeBase64Text(value);
  return decoded !== value || isWords(type) ? decoded : undefined;
}

function isWords(type: string | undefined): boolean {
  return type === undefined || /^(text|html|xhtml)$/i.test(type) || /^text\/|xml$/i.test(type);
}

function permalink(guid: { value?: string; isPermaLink?: boolean } | undefined): string | undefined {
  return guid?.isPermaLink === false ? undefined : guid?.value;
}

function longest(...texts: (string | undefined)[]): string {
  return texts.reduce<string>((best, text) => (text && text.length > best.length ? text : best), '');
}

async function readBroken(text: string): Promise<FeedDocument | null> {
  const parser = new FeedParser({ addmeta: false, resume_saxerror: false });
  const document: FeedDocument = { title: '', base: null, entries: [], truncated: false };
  let seen = false;
  parser.on('meta', (meta) => {
    seen = true;
    document.title = textOf(meta.title);
  });
  parser.on('readable', () => {
    for (let item = parser.read(); item; item = parser.read()) document.entries.push(fromFeedparser(item));
  });
  await new Promise<void>((resolve) => {
    parser.on('error', () => {
      document.truncated = true;
      resolve();
    });
    parser.on('end', () => resolve());
    Readable.from([text]).pipe(parser);
  });
  return seen ? { ...document, truncated: document.truncated || !isWhole(text) } : null;
}

function fromFeedparser(item: FeedParser.Item): FeedEntry {
  const printed = ['rss:pubdate', 'atom:published', 'dc:date', 'rss:dc:date', 'atom:updated']
    .map((name) => printedText(item[name]))
    .find((value) => value !== null);
  return {
    id: textOf(item.guid) || null,
    link: textOf(item.link) || null,
    base: null,
    title: textOf(item.title),
    date: printed ?? null,
    author: textOf(item.author) || null,
    content: longest(textOf(item.description), textOf(item.summary)),
  };
}

/** Feedparser gives null where the document has nothing, whatever its types say. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function printedText(value: unknown): string | null {
  if (Array.isArray(value)) return printedText(value[0]);
  return typeof value === 'object' && value !== null && '#' in value && typeof value['#'] === 'string'
    ? value['#']
    : null;
}
