import { baseOf, followable } from './links.ts';

const PAGE_WORD =
  /^[[【(（]?\s*(?:第?\s*(\d{1,2})\s*页?|下一?页|后一?页|下页|余下全文|next(?: page)?)\s*[>»→\]】)）]*$/i;
const MOST_PAGES = 20;

/**
 * Addresses of the further pages of one article, in order: links that say 2, 【2】, 下一页 … and whose address is the
 * article's own with a page number added. `first`: the address of its first page.
 */
export function furtherPages(document: Document, first: string, url: string): string[] {
  const base = baseOf(document, url);
  const found = new Map<number, string>();
  for (const anchor of document.querySelectorAll('a[href]')) {
    const word = PAGE_WORD.exec((anchor.textContent ?? '').replace(/\s+/g, ' ').trim());
    const target = word === null ? null : followable(anchor.getAttribute('href'), base);
    const number = target === null ? null : pageNumber(target, first);
    // A pager's own number has to agree; 下一页 says none.
    if (target === null || number === null || (word?.[1] !== undefined && Number(word[1]) !== number)) continue;
    if (!found.has(number)) found.set(number, target);
    if (found.size >= MOST_PAGES) break;
  }
  return [...found].sort(([one], [other]) => one - other).map(([, target]) => target);
}

/** 3 for `…/516891_3.shtml` when the first page is `…/516891.shtml`; null for the address of anything else. */
function pageNumber(target: string, first: string): number | null {
  const one = new URL(first);
  const other = new URL(target);
  if (one.host !== other.host) return null;
  const number = one.pathname === other.pathname ? queryNumber(one, other) : pathNumber(one.pathname, other.pathname);
  return number !== null && number >= 2 && number < 100 ? number : null;
}

function pathNumber(first: string, other: string): number | null {
  const own = stem(first).replace(/[_-][01]$/, '');
  const theirs = stem(other);
  const tail = [stem(first), own].find((start) => theirs.startsWith(start));
  if (tail === undefined || extension(first) !== extension(other)) return null;
  const number = /^[_/-]p?(\d{1,2})$/.exec(theirs.slice(tail.length))?.[1];
  return number === undefined ? null : Number(number);
}

function queryNumber(first: URL, other: URL): number | null {
  const rest = (url: URL) => [...url.searchParams].filter(([name]) => !PAGE_PARAMETER.test(name)).join('&');
  if (rest(first) !== rest(other)) return null;
  const [, number] = [...other.searchParams].find(([name]) => PAGE_PARAMETER.test(name)) ?? [];
  return number !== undefined && /^\d{1,2}$/.test(number) ? Number(number) : null;
}
const PAGE_PARAMETER = /^(?:page|p|pn|pageno|page_no|currentpage|pageindex)$/i;

function stem(path: string): string {
  return path.replace(/\.\w{2,5}$/, '').replace(/\/$/, '');
}
function extension(path: string): string {
  return /\.\w{2,5}$/.exec(path)?.[0] ?? '';
}
