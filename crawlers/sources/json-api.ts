import type { CatalogueRow, JsonApi } from '../catalogue-schema.ts';
import { CrawlError, type CrawlReason } from '../crawl-reasons.ts';
import { countOf } from '../extract/counts.ts';
import { followable } from '../extract/links.ts';
import type { FetchedPage, FoundItem, FoundLink, ParsedPage } from '../source.ts';
import { decodePage } from './decode-page.ts';
import { nextPage } from './json-paging.ts';
import { textAt, valueAt } from './json-path.ts';
import { matchesAny } from './match.ts';

/**
 * One answer of an interface, read as the row's `api` describes it. JSON wrapped in a call (JSONP) is unwrapped. Throws
 * CrawlError `not-json`, or `no-entries` when the list is not where the row says.
 */
export async function parseJsonApi(
  page: FetchedPage,
  { row, follow }: { row: CatalogueRow; follow: boolean },
): Promise<ParsedPage> {
  const api = row.api;
  if (api === undefined) throw new TypeError(`${row.id} has no api`);
  const answer = parseJson(decodePage(page, row), page.url);
  const entries = valueAt(answer, api.items);
  if (!Array.isArray(entries))
    throw new CrawlError('no-entries', `${page.url} ${api.items ?? '（整个回答）'} 不是列表`);
  const items: FoundItem[] = [];
  const links: FoundLink[] = [];
  const left: { reason: CrawlReason; where: string }[] = [];
  for (const [index, entry] of entries.entries()) {
    const item = toItem(entry, api, page.url);
    const where = `${page.url} 第 ${index + 1} 条`;
    if (item.url !== null && !matchesAny(item.url, row.match)) continue;
    if (follow && item.url !== null) links.push(toLink(item, item.url, textAt(entry, api.changes)));
    else if (follow) left.push({ reason: 'bad-link', where });
    else if (item.title === '' && item.body === '') left.push({ reason: 'no-text', where });
    else items.push(item);
  }
  return { items, links, left, next: entries.length === 0 ? null : nextPage(page.url, answer, api) };
}

function parseJson(text: string, url: string): unknown {
  const start = text.trim().replace(/^\uFEFF/, '');
  const wrapped = /^[\w.$]+\s*\(([\s\S]*)\)\s*;?$/.exec(start)?.[1];
  try {
    return JSON.parse(wrapped ?? start);
  } catch (cause) {
    throw new CrawlError('not-json', `${url} 以“${start.slice(0, 20).replace(/\s+/g, ' ')}”开头`, { cause });
  }
}

function toItem(entry: unknown, api: JsonApi, base: string): FoundItem {
  const reply = textAt(entry, api.reply);
  return {
    nativeId: textAt(entry, api.nativeId),
    url: followable(addressOf(entry, api.url), base),
    title: textAt(entry, api.title) ?? '',
    body: textAt(entry, api.text) ?? '',
    format: api.format,
    author: textAt(entry, api.author),
    publishedRaw: textAt(entry, api.time),
    metrics: metricsOf(entry, api),
    reply: reply === null ? null : { text: reply, by: textAt(entry, api.replyBy), atRaw: textAt(entry, api.replyTime) },
  };
}

function metricsOf(entry: unknown, api: JsonApi): FoundItem['metrics'] {
  const metrics: FoundItem['metrics'] = {};
  for (const name of ['reads', 'comments', 'likes', 'reposts'] as const) {
    const count = countOf(textAt(entry, api[name]));
    if (count !== null) metrics[name] = count;
  }
  return metrics;
}

/** A path, or a template whose braces hold paths; null when one of them leads nowhere. */
function addressOf(entry: unknown, url: string | undefined): string | null {
  if (url === undefined || !/[{/]/.test(url)) return textAt(entry, url);
  let whole = true;
  const address = url.replace(/\{([^{}]+)\}/g, (_braces, path: string) => {
    const value = textAt(entry, path);
    whole &&= value !== null;
    return encodeURIComponent(value ?? '');
  });
  return whole ? address : null;
}

function toLink(item: FoundItem, url: string, changes: string | null): FoundLink {
  const { title, publishedRaw, author, nativeId } = item;
  return { url, title, publishedRaw, author, nativeId, changes };
}
