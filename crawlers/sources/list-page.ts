import type { CatalogueRow, ListSelectors } from '../catalogue-schema.ts';
import { CrawlError, type CrawlReason } from '../crawl-reasons.ts';
import { articleLinks, baseOf, followable } from '../extract/links.ts';
import { openDocument } from '../extract/open-document.ts';
import { pick, pickText } from '../extract/select.ts';
import type { FetchedPage, FoundItem, FoundLink, ParsedPage } from '../source.ts';
import { decodePage } from './decode-page.ts';
import { matchesAny } from './match.ts';
import { readFields } from './read-fields.ts';

/** Entries of a list page, by the row's selectors or, without any, every link that looks like one to an article. */
export async function parseListPage(
  page: FetchedPage,
  { row, follow }: { row: CatalogueRow; follow: boolean },
): Promise<ParsedPage> {
  const document = openDocument(decodePage(page, row), page.url);
  const base = baseOf(document, page.url);
  if (!row.list) return automatic(document, base, { row, page });
  const entries = [...document.querySelectorAll(row.list.item)];
  if (entries.length === 0) return nothingOn(page, row, row.list.item);
  const items: FoundItem[] = [];
  const links: FoundLink[] = [];
  const left: { reason: CrawlReason; where: string }[] = [];
  for (const [index, entry] of entries.entries()) {
    const { link, item } = readEntry(entry, row.list, base);
    if (link !== null && !matchesAny(link.url, row.match)) continue;
    if (follow && link !== null) links.push(link);
    else if (follow) left.push({ reason: 'bad-link', where: `${page.url} 第 ${index + 1} 条` });
    else if (item.body === '' && item.title === '')
      left.push({ reason: 'no-text', where: `${page.url} 第 ${index + 1} 条` });
    else items.push(item);
  }
  const next =
    row.list.next === undefined ? null : followable(pick(document, row.list.next)?.getAttribute('href'), base);
  return { items, links: onePerAddress(links), next, left };
}

/** Most words of a search find nothing on most days; any other list without entries is not the page it was. */
function nothingOn({ url }: FetchedPage, { kind }: CatalogueRow, sought: string): ParsedPage {
  if (kind !== 'search') throw new CrawlError('no-entries', `${url} ${sought}`.trimEnd());
  return { items: [], links: [], next: null, left: [{ reason: 'no-hits', where: url }] };
}

function readEntry(
  entry: Element,
  selectors: ListSelectors,
  base: string,
): { link: FoundLink | null; item: FoundItem } {
  const anchor = selectors.link === undefined ? firstAnchor(entry) : pick(entry, selectors.link);
  const url = followable(anchor?.getAttribute('href'), base);
  const { title: named, html, publishedRaw, author, nativeId, metrics, reply } = readFields(entry, selectors);
  const title =
    named ?? anchor?.getAttribute('title')?.trim() ?? anchor?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  const changes = pickText(entry, selectors.changes);
  return {
    link: url === null ? null : { url, title, publishedRaw, author, nativeId, changes },
    item: { nativeId, url, title, body: html ?? '', format: 'html', author, publishedRaw, metrics, reply },
  };
}

function firstAnchor(entry: Element): Element | null {
  return entry.hasAttribute('href') ? entry : entry.querySelector('a[href]');
}

function automatic(
  document: Document,
  base: string,
  { row, page }: { row: CatalogueRow; page: FetchedPage },
): ParsedPage {
  const found = articleLinks(document, base).filter((link) => matchesAny(link.url, row.match));
  if (found.length === 0) return nothingOn(page, row, '');
  const links = found.map((link) => ({ ...link, publishedRaw: null, author: null, nativeId: null, changes: null }));
  return { items: [], links, next: null, left: [] };
}

/** Pictures and headlines of one entry often are two links to one place. */
function onePerAddress(links: readonly FoundLink[]): FoundLink[] {
  const seen = new Set<string>();
  return links.filter((link) => !seen.has(link.url) && seen.add(link.url));
}
