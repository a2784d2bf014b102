import { asVersionOf } from '../pipeline/model/raw-item.ts';
import type { KnownPost, Look } from '../pipeline/watch/look.ts';
import { CRAWL_REASONS, type CrawlReason, reasonOf } from './crawl-reasons.ts';
import { type FetchPageDeps, fetchPage } from './fetch-page.ts';
import type { FetchedPage, Source } from './source.ts';
import { toRawItem } from './to-raw-item.ts';

/** What the page of a post that is gone may come out as, beside "not found". */
const EMPTIED: ReadonlySet<CrawlReason> = new Set(['no-text', 'no-title', 'not-an-article']);
/** Further pages of a thread or article that one look may take. */
const MOST_PAGES = 10;

/** The page of a known post, fetched and read as its source does it. */
export async function lookAgain(source: Source, post: KnownPost, deps: FetchPageDeps): Promise<Look> {
  // A reply's address may be its thread's with a place in it.
  const [url = post.url] = post.url.split('#', 1);
  let pages = 0;
  const get = async (address: string): Promise<FetchedPage | null> => {
    pages += 1;
    if (pages > MOST_PAGES) return null;
    const page = await fetchPage({ url: address }, deps);
    if (page === 'unchanged') throw new TypeError('nothing asked whether it changed');
    return page;
  };
  try {
    const page = await get(url);
    if (page === null) throw new TypeError('the first page is always fetched');
    const link = { url, title: post.title, publishedRaw: null, author: null, nativeId: null, changes: null };
    const { items } = await source.parsePage(page, link, get);
    const raw = items.map((item) => toRawItem(source, item, page.fetchedAt));
    // Where the list named the post, the page alone cannot: a page that holds one post holds this one. In a thread it
    // may as well be the only one left.
    const alone = source.row.kind !== 'forum' && raw.length === 1 ? raw[0] : undefined;
    const found = raw.find(({ docId }) => docId === post.docId) ?? (alone && asVersionOf(alone, post.docId));
    if (found === undefined) return { kind: 'failed', words: '页面上认不出这一帖' };
    return { kind: 'seen', item: found, comparable: source.follows };
  } catch (error) {
    const reason = reasonOf(error);
    const words = CRAWL_REASONS[reason];
    if (reason === 'not-found') return { kind: 'gone', words };
    return { kind: EMPTIED.has(reason) ? 'emptied' : 'failed', words };
  }
}
