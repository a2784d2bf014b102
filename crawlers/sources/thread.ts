import { htmlToText } from '../../pipeline/normalise/html-to-text.ts';
import type { CatalogueRow, PageSelectors } from '../catalogue-schema.ts';
import { CrawlError, type CrawlReason } from '../crawl-reasons.ts';
import { baseOf, followable } from '../extract/links.ts';
import { openDocument } from '../extract/open-document.ts';
import { pick, pickText } from '../extract/select.ts';
import type { FetchedPage, FetchMore, FoundItem, FoundLink, ParsedPage } from '../source.ts';
import { decodePage } from './decode-page.ts';
import { readFields, readMetrics } from './read-fields.ts';

/** A thread is read on so far, and the rest of its pages is left. */
const MOST_PAGES = 10;

/**
 * A page read by selectors: one message with its answer (board), or a thread (forum) whose opening post is named by the
 * address and whose replies are posts of their own, without a title, named by the address and their own id or place. A
 * thread's further pages are read with it.
 */
export async function parseThread(
  first: FetchedPage,
  from: FoundLink,
  { row, more }: { row: CatalogueRow; more: FetchMore },
): Promise<ParsedPage> {
  const thread: Thread = { row, from, items: [], left: [], floors: 0, title: from.title };
  const seen = new Set([first.url]);
  for (let page: FetchedPage | null = first, read = 1; page !== null; read += 1) {
    const next = readThreadPage(page, thread);
    page = null;
    if (next === null || seen.has(next)) break;
    seen.add(next);
    if (read < MOST_PAGES) page = await more(next);
    if (page === null) thread.left.push({ reason: 'page-limit', where: next });
  }
  return { items: thread.items, links: [], next: null, left: thread.left };
}

interface Thread {
  row: CatalogueRow;
  from: FoundLink;
  items: FoundItem[];
  left: { reason: CrawlReason; where: string }[];
  /** Posts on the pages read so far. */
  floors: number;
  title: string;
}

/** Adds the page's posts to the thread; gives the address of the next page. */
function readThreadPage(page: FetchedPage, thread: Thread): string | null {
  const { row, from, items, left } = thread;
  const selectors = row.page ?? {};
  const document = openDocument(decodePage(page, row), page.url);
  const base = baseOf(document, page.url);
  const next = selectors.next === undefined ? null : pick(document, selectors.next);
  const further = followable(next?.getAttribute('href'), base);
  if (selectors.remove !== undefined)
    for (const element of document.querySelectorAll(selectors.remove)) element.remove();
  if (thread.floors === 0) thread.title = pickText(document, selectors.title) ?? from.title;
  const { title } = thread;
  const posts = selectors.post === undefined ? [document] : [...document.querySelectorAll(selectors.post)];
  if (posts.length === 0 && thread.floors === 0) throw new CrawlError('no-text', `${page.url} ${selectors.post}`);
  for (const post of posts) {
    const index = thread.floors;
    thread.floors += 1;
    const counts = index === 0 ? readMetrics(document, selectors) : {};
    const item = readPost(post, { counts, selectors, from, title, index, base });
    if (htmlToText(item.body) === '' && (index > 0 || title === ''))
      left.push({ reason: 'no-text', where: `${page.url} 第 ${index + 1} 楼` });
    else items.push(item);
  }
  return further;
}

interface Place {
  selectors: PageSelectors;
  from: FoundLink;
  title: string;
  index: number;
  base: string;
  /** Counts shown for the page as a whole belong to the opening post. */
  counts: FoundItem['metrics'];
}

function readPost(post: Document | Element, { selectors, from, title, index, base, counts }: Place): FoundItem {
  const fields = readFields(post, selectors);
  const opening = index === 0;
  const ownId = fields.nativeId ?? ('id' in post && post.id !== '' ? post.id : String(index + 1));
  const reply = fields.reply ? { ...fields.reply, text: htmlToText(fields.reply.text) } : null;
  return {
    nativeId: opening
      ? fields.nativeId === null || selectors.post
        ? from.nativeId
        : fields.nativeId
      : `${from.url}#${ownId}`,
    url: opening ? from.url : (followable(`${from.url}#${ownId}`, base) ?? from.url),
    title: opening ? title : '',
    body: fields.html ?? '',
    format: 'html',
    author: fields.author ?? (opening ? from.author : null),
    publishedRaw: fields.publishedRaw ?? (opening ? from.publishedRaw : null),
    metrics: { ...counts, ...fields.metrics },
    reply,
  };
}
