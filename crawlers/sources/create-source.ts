import { type CatalogueRow, KEYWORD } from '../catalogue-schema.ts';
import type { Extractor } from '../extract/extractor.ts';
import type { FetchedPage, ParsedPage, Source } from '../source.ts';
import { parseArticle } from './article.ts';
import { parseBoardPage } from './board.ts';
import { parseFeedList } from './feed.ts';
import { parseJsonApi } from './json-api.ts';
import { firstPages } from './json-paging.ts';
import { parseListPage } from './list-page.ts';
import { searchPages } from './search.ts';
import { parseSitemap } from './sitemap.ts';
import { parseThread } from './thread.ts';

export interface SourceDeps {
  extractor: Extractor;
  /** Words that the rules look for, the most serious first; asked at each run, so that new rules widen collection. */
  keywords?: (most: number) => readonly string[];
}

/** A row (its addresses filled in) and the way its kind reads pages. */
export function createSource(row: CatalogueRow, { extractor, keywords = () => [] }: SourceDeps): Source {
  const hosts = [...new Set([...row.addresses.map((address) => new URL(address).hostname), ...row.hosts])];
  const feed = row.kind === 'feed' || row.search?.answer === 'feed';
  const follow = row.follow ?? (!feed && row.kind !== 'json-api');
  return {
    row,
    hosts,
    follows: follow,
    revisits: row.kind === 'board' || row.kind === 'forum',
    listPages: () =>
      row.addresses.some((one) => one.includes(KEYWORD)) ? searchPages(row, keywords) : firstPages(row),
    parseList: (page) => parseList(page, { row, follow }),
    parsePage(page, from, more) {
      if (row.kind === 'forum' || row.page?.text !== undefined) return parseThread(page, from, { row, more });
      if (row.kind === 'board') return parseBoardPage(page, from, { row, extractor, more });
      return parseArticle(page, from, { row, extractor, more });
    },
  };
}

async function parseList(page: FetchedPage, options: { row: CatalogueRow; follow: boolean }): Promise<ParsedPage> {
  if (options.row.search?.answer === 'feed') return parseFeedList(page, options);
  switch (options.row.kind) {
    case 'feed':
      return parseFeedList(page, options);
    case 'sitemap':
      return parseSitemap(page, options.row);
    case 'json-api':
      return parseJsonApi(page, options);
    default:
      return parseListPage(page, options);
  }
}
