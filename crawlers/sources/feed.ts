import type { CatalogueRow } from '../catalogue-schema.ts';
import { parseFeed } from '../feed.ts';
import type { FetchedPage, FoundItem, FoundLink, ParsedPage } from '../source.ts';
import { matchesAny } from './match.ts';

/** Entries as items, or as links where the row asks for the whole article behind them. */
export async function parseFeedList(
  page: FetchedPage,
  { row, follow }: { row: CatalogueRow; follow: boolean },
): Promise<ParsedPage> {
  const feed = await parseFeed(page.bytes, page.url, {
    declared: row.encoding ?? page.contentType,
    fetchedAt: page.fetchedAt,
  });
  const items: FoundItem[] = [];
  const links: FoundLink[] = [];
  const left: { reason: 'bad-link' | 'no-text'; where: string }[] = [];
  for (const entry of feed.items) {
    const { url, title, author, publishedRaw } = entry;
    const nativeId = entry.id === url ? null : entry.id;
    if (url !== null && !matchesAny(url, row.match)) continue;
    if (follow && url !== null) links.push({ url, title, publishedRaw, author, nativeId, changes: null });
    else if (follow) left.push({ reason: 'bad-link', where: title });
    else if (title === '' && entry.text === '') left.push({ reason: 'no-text', where: url ?? '' });
    else {
      const body = entry.html;
      items.push({ nativeId, url, title, body, format: 'html', author, publishedRaw, metrics: {}, reply: null });
    }
  }
  return { items, links, next: null, left };
}
