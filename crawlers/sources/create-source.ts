import type { CatalogueRow } from '../catalogue-schema.ts';
import type { Extractor } from '../extract/extractor.ts';
import type { Source } from '../source.ts';
import { parseArticle } from './article.ts';
import { parseFeedList } from './feed.ts';
import { parseListPage } from './list-page.ts';
import { parseThread } from './thread.ts';

/** A row (its addresses filled in) and the way its kind reads pages. */
export function createSource(row: CatalogueRow, deps: { extractor: Extractor }): Source {
  const hosts = [...new Set([...row.addresses.map((address) => new URL(address).hostname), ...row.hosts])];
  const follow = row.follow ?? row.kind !== 'feed';
  return {
    row,
    hosts,
    revisits: row.kind === 'board' || row.kind === 'forum',
    listPages: () => row.addresses,
    parseList: (page) =>
      row.kind === 'feed' ? parseFeedList(page, { row, follow }) : parseListPage(page, { row, follow }),
    parsePage: (page, from) =>
      row.kind === 'forum' || row.page?.text !== undefined
        ? parseThread(page, from, row)
        : parseArticle(page, from, { row, extractor: deps.extractor }),
  };
}
