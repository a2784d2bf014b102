import { htmlToText } from '../../pipeline/normalise/html-to-text.ts';
import type { CatalogueRow } from '../catalogue-schema.ts';
import { CrawlError } from '../crawl-reasons.ts';
import type { ExtractedPage } from '../extract/extract-page.ts';
import type { Extractor } from '../extract/extractor.ts';
import { openDocument } from '../extract/open-document.ts';
import type { FetchedPage, FetchMore, FoundItem, FoundLink, ParsedPage } from '../source.ts';
import { decodePage } from './decode-page.ts';
import { matchesAny } from './match.ts';
import { readFields } from './read-fields.ts';

interface ArticleDeps {
  row: CatalogueRow;
  extractor: Extractor;
  more: FetchMore;
}

/** One article, found automatically, with its further pages; the row's selectors win where they find something. */
export async function parseArticle(page: FetchedPage, from: FoundLink, deps: ArticleDeps): Promise<ParsedPage> {
  const { row } = deps;
  const html = decodePage(page, row);
  const found = await deps.extractor.extract(html, page.url, page.fetchedAt);
  if (found.kind === 'list') throw new CrawlError('not-an-article', page.url);
  if (found.kind === 'other' || found.text === '') throw new CrawlError('no-text', page.url);
  const named = row.page ? readFields(openDocument(html, page.url), row.page) : null;
  const rest = await furtherText(found, deps);
  const item: FoundItem = {
    nativeId: named?.nativeId ?? from.nativeId,
    url: addressOf(found, from, row),
    title: named?.title ?? found.title,
    body: [found.text, ...rest.texts].join('\n'),
    format: 'text',
    author: named?.author ?? found.author ?? from.author,
    publishedRaw: named?.publishedRaw ?? found.publishedRaw ?? from.publishedRaw,
    metrics: { ...found.metrics, ...named?.metrics },
    reply: named?.reply ? { ...named.reply, text: htmlToText(named.reply.text) } : null,
  };
  return { items: [item], links: [], next: null, left: rest.left };
}

/** The page's own one address, so that the same article under many addresses is one post; not outside `match`. */
function addressOf({ canonicalUrl }: ExtractedPage, from: FoundLink, row: CatalogueRow): string {
  return matchesAny(canonicalUrl, row.match) ? canonicalUrl : from.url;
}

/** What stands on the pages 2, 3, … and not on those before. A page that cannot be had is named and the rest goes on. */
async function furtherText(first: ExtractedPage, { row, extractor, more }: ArticleDeps) {
  const seen = new Set(first.text.split('\n'));
  const queue = [...first.furtherPages];
  const asked = new Set<string>();
  const texts: string[] = [];
  const left: { reason: 'page-limit' | 'part-missing'; where: string }[] = [];
  for (let url = queue.shift(); url !== undefined && asked.size < MOST_PAGES; url = queue.shift()) {
    if (asked.has(url)) continue;
    asked.add(url);
    const page = await more(url).catch(() => undefined);
    if (page === null) left.push({ reason: 'page-limit', where: url });
    if (page === undefined) left.push({ reason: 'part-missing', where: url });
    if (!page) continue;
    const found = await extractor
      .extract(decodePage(page, row), page.url, page.fetchedAt, first.canonicalUrl)
      .catch(() => null);
    const fresh = (found?.text ?? '').split('\n').filter((line) => line !== '' && !seen.has(line));
    for (const line of fresh) seen.add(line);
    if (fresh.length > 0) texts.push(fresh.join('\n'));
    // A pager that shows only 下一页 names each page on the one before.
    for (const further of found?.furtherPages ?? []) if (!asked.has(further)) queue.push(further);
  }
  return { texts, left };
}
const MOST_PAGES = 20;
