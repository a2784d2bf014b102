import type { CatalogueRow } from '../catalogue-schema.ts';
import { CrawlError } from '../crawl-reasons.ts';
import type { Extractor } from '../extract/extractor.ts';
import { openDocument } from '../extract/open-document.ts';
import type { FetchedPage, FoundItem, FoundLink, ParsedPage } from '../source.ts';
import { decodePage } from './decode-page.ts';
import { readFields } from './read-fields.ts';

/** One article, found automatically; the row's selectors win where they find something. */
export async function parseArticle(
  page: FetchedPage,
  from: FoundLink,
  { row, extractor }: { row: CatalogueRow; extractor: Extractor },
): Promise<ParsedPage> {
  const html = decodePage(page, row);
  const found = await extractor.extract(html, page.url, page.fetchedAt);
  if (found.kind === 'list') throw new CrawlError('not-an-article', page.url);
  if (found.kind === 'other' || found.text === '') throw new CrawlError('no-text', page.url);
  const named = row.page ? readFields(openDocument(html, page.url), row.page) : null;
  const item: FoundItem = {
    nativeId: named?.nativeId ?? from.nativeId,
    url: from.url,
    title: named?.title ?? found.title,
    body: found.text,
    format: 'text',
    author: named?.author ?? found.author ?? from.author,
    publishedRaw: named?.publishedRaw ?? found.publishedRaw ?? from.publishedRaw,
    metrics: named?.metrics ?? {},
    reply: named?.reply ?? null,
  };
  return { items: [item], links: [], next: null, left: [] };
}
