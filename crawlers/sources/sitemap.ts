import { gunzipSync } from 'node:zlib';
import { parsePublishedTime } from '../../pipeline/normalise/parse-time.ts';
import type { CatalogueRow } from '../catalogue-schema.ts';
import { CrawlError, type CrawlReason } from '../crawl-reasons.ts';
import { followable } from '../extract/links.ts';
import { elements, xmlText } from '../import/xlsx-xml.ts';
import type { FetchedPage, FoundLink, ParsedPage } from '../source.ts';
import { decodePage } from './decode-page.ts';
import { matchesAny } from './match.ts';

/** sitemaps.org: 50 MB unpacked. */
const MOST_BYTES = 50 * 1024 * 1024;
const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

interface Entry {
  url: string | null;
  /** As printed. */
  changed: string | null;
  /** Epoch milliseconds of `changed`; null where there is none or it cannot be read. */
  changedAt: number | null;
  title: string;
  publishedRaw: string | null;
}

/**
 * A sitemap, an index of sitemaps, or a list of addresses one a line; plain or gzip. The last changed comes first. Of
 * what is older than the row's `within`, nothing is read.
 */
export async function parseSitemap(page: FetchedPage, row: CatalogueRow): Promise<ParsedPage> {
  const text = decodePage({ ...page, bytes: unpack(page) }, row);
  const { entries, isIndex } = entriesOf(text, page);
  const oldest = page.fetchedAt - (row.sitemap?.within ?? DEFAULT_DAYS) * DAY_MS;
  const left: { reason: CrawlReason; where: string }[] = [];
  const wanted: (Entry & { url: string })[] = [];
  for (const [index, entry] of entries.entries()) {
    const where = `${page.url} 第 ${index + 1} 条`;
    if (entry.url === null) left.push({ reason: 'bad-link', where });
    else if (!isIndex && !matchesAny(entry.url, row.match)) continue;
    else if (entry.changedAt !== null && entry.changedAt < oldest) left.push({ reason: 'too-old', where });
    else wanted.push({ ...entry, url: entry.url });
  }
  wanted.sort((one, other) => (other.changedAt ?? 0) - (one.changedAt ?? 0));
  if (isIndex) return { items: [], links: [], next: null, parts: wanted.map(({ url }) => url), left };
  return { items: [], links: wanted.map(toLink), next: null, left };
}

function toLink({ url, title, publishedRaw, changed }: Entry & { url: string }): FoundLink {
  return { url, title, publishedRaw, author: null, nativeId: null, changes: changed };
}

function unpack({ bytes, url }: FetchedPage): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    const tooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    throw new CrawlError(tooLarge ? 'too-large' : 'bad-encoding', url, { cause });
  }
}

function entriesOf(text: string, { url, fetchedAt }: FetchedPage): { entries: Entry[]; isIndex: boolean } {
  const isIndex = /<(?:\w+:)?sitemapindex[\s>]/.test(text.slice(0, 4_000));
  if (isIndex || /<(?:\w+:)?urlset[\s>]/.test(text.slice(0, 4_000))) {
    const found = [...elements(text, isIndex ? 'sitemap' : 'url')];
    return { isIndex, entries: found.map(({ inner }) => toEntry(inner, url, fetchedAt)) };
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0 || !lines.every((line) => /^\s*https?:\/\/\S+\s*$/.test(line)))
    throw new CrawlError('no-entries', `${url} 不是站点地图`);
  return { isIndex: false, entries: lines.map((line) => plainEntry(followable(line, url))) };
}

function toEntry(inner: string, base: string, fetchedAt: number): Entry {
  const textIn = (name: string): string | null => {
    for (const { inner: value } of elements(inner, name)) return xmlText(value).trim() || null;
    return null;
  };
  const changed = textIn('lastmod') ?? textIn('publication_date');
  const time = changed === null ? null : parsePublishedTime(changed, { fetchedAt });
  return {
    url: followable(textIn('loc'), base),
    changed,
    changedAt: time !== null && 'at' in time ? time.at : null,
    title: textIn('title') ?? '',
    publishedRaw: textIn('publication_date'),
  };
}

function plainEntry(url: string | null): Entry {
  return { url, changed: null, changedAt: null, title: '', publishedRaw: null };
}
