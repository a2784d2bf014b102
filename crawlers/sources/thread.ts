import { htmlToText } from '../../pipeline/normalise/html-to-text.ts';
import type { CatalogueRow, PageSelectors } from '../catalogue-schema.ts';
import { CrawlError } from '../crawl-reasons.ts';
import { baseOf, followable } from '../extract/links.ts';
import { openDocument } from '../extract/open-document.ts';
import { pickText } from '../extract/select.ts';
import type { FetchedPage, FoundItem, FoundLink, ParsedPage } from '../source.ts';
import { decodePage } from './decode-page.ts';
import { readFields } from './read-fields.ts';

/**
 * A page read by selectors: one message with its answer (board), or a thread (forum) whose opening post is named by the
 * address and whose replies are posts of their own, without a title, named by the address and their own id or place.
 */
export async function parseThread(page: FetchedPage, from: FoundLink, row: CatalogueRow): Promise<ParsedPage> {
  const selectors = row.page ?? {};
  const document = openDocument(decodePage(page, row), page.url);
  if (selectors.remove !== undefined)
    for (const element of document.querySelectorAll(selectors.remove)) element.remove();
  const title = pickText(document, selectors.title) ?? from.title;
  const posts = selectors.post === undefined ? [document] : [...document.querySelectorAll(selectors.post)];
  if (posts.length === 0) throw new CrawlError('no-text', `${page.url} ${selectors.post}`);
  const items: FoundItem[] = [];
  const left: { reason: 'no-text'; where: string }[] = [];
  for (const [index, post] of posts.entries()) {
    const counts = index === 0 ? readFields(document, selectors).metrics : {};
    const item = readPost(post, { counts, selectors, from, title, index, base: baseOf(document, page.url) });
    if (htmlToText(item.body) === '' && (index > 0 || title === ''))
      left.push({ reason: 'no-text', where: `${page.url} 第 ${index + 1} 楼` });
    else items.push(item);
  }
  return { items, links: [], next: null, left };
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
