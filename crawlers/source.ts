import type { Metrics, RawItem } from '../pipeline/model/raw-item.ts';
import type { Validators } from './bookmarks.ts';
import type { CatalogueRow } from './catalogue-schema.ts';
import type { CrawlReason } from './crawl-reasons.ts';

/** A page as it came, decoded by whoever reads it. */
export interface FetchedPage {
  /** Address after redirects; of a page that was posted to, with what was posted (posted-address.ts). */
  url: string;
  /** Content-Type header as sent; empty when none was. */
  contentType: string;
  bytes: Uint8Array;
  /** Epoch milliseconds. */
  fetchedAt: number;
  /** What the server would know it again by; absent where it gave nothing. */
  validators?: Validators;
}

/** One post as a page gave it; everything else (ids, source, fetch time) is added when it is accepted. */
export interface FoundItem {
  /** The site's own id of the post; null = the address names it. */
  nativeId: string | null;
  url: string | null;
  title: string;
  body: string;
  format: 'text' | 'html';
  author: string | null;
  publishedRaw: string | null;
  metrics: Partial<Metrics>;
  reply: RawItem['reply'];
}

/** An entry of a list that leads to a page. What the list itself says is used where the page does not say it. */
export interface FoundLink {
  url: string;
  title: string;
  publishedRaw: string | null;
  author: string | null;
  /** Native id the list gives. */
  nativeId: string | null;
  /** Changes when the thread behind the entry does; null where the list does not show it. */
  changes: string | null;
}

/** Everything a page gave. `left` names what could not be used, one per entry, so that nothing drops unseen. */
export interface ParsedPage {
  items: readonly FoundItem[];
  links: readonly FoundLink[];
  /** Address of the next list page. */
  next: string | null;
  /** Addresses of list pages that this one is divided into, the newest first (a sitemap's parts). */
  parts?: readonly string[];
  left: readonly { reason: CrawlReason; where: string }[];
}

/**
 * Fetches a further page of the same article or thread, through the gate and with the source's politeness; null when the
 * run may fetch no more. Throws as fetching does.
 */
export type FetchMore = (url: string) => Promise<FetchedPage | null>;

/**
 * A source: data (a row of the catalogue) and a kind that knows how to read its pages. Has no state, makes no requests.
 */
export interface Source {
  readonly row: CatalogueRow;
  /** Hosts its links and redirects may lead to. */
  readonly hosts: readonly string[];
  /** Whether posts are read from the pages behind entries; otherwise from the lists themselves. */
  readonly follows: boolean;
  /** Whether known pages are worth reading again, for replies and answers. */
  readonly revisits: boolean;
  /** Where a run starts. */
  listPages(): readonly string[];
  /** Reads a list page. Throws CrawlError when it is not one. */
  parseList(page: FetchedPage): Promise<ParsedPage>;
  /** Reads the page behind an entry, with the pages it goes on to. Throws CrawlError when it holds no post. */
  parsePage(page: FetchedPage, from: FoundLink, more: FetchMore): Promise<ParsedPage>;
}
