export interface PageLink {
  url: string;
  title: string;
}

const MOST_LINKS = 2_000;

/** Links of the page that can be followed, absolute, each address once with its longest title. In page order. */
export function allLinks(root: ParentNode, url: string): PageLink[] {
  const byUrl = new Map<string, PageLink>();
  for (const element of root.querySelectorAll('a[href]')) {
    const href = followable(element.getAttribute('href'), url);
    if (href === null) continue;
    const text = tidy(element.textContent ?? '');
    const full = tidy(element.getAttribute('title') ?? '');
    // A cut text ends in dots and its tooltip has the whole.
    const title = full.length > text.length || text === '' ? full || text : text;
    const known = byUrl.get(href);
    if (!known) byUrl.set(href, { url: href, title });
    else if (title.length > known.title.length) known.title = title;
    if (byUrl.size >= MOST_LINKS) break;
  }
  return [...byUrl.values()];
}

/** Absolute http(s) address without fragment; null for anything else (scripts, mail, places on the same page). */
export function followable(href: string | null | undefined, base: string): string | null {
  const text = href?.trim() ?? '';
  if (text === '' || text.startsWith('#') || !URL.canParse(text, base)) return null;
  const target = new URL(text, base);
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return null;
  target.hash = '';
  // A question mark with nothing behind it.
  if (target.search === '') target.search = '';
  return target.href === withoutHash(base) ? null : target.href;
}

/** Links that look like ones to articles: a title long enough to be one, an address with a number or a page name. */
export function articleLinks(root: ParentNode, url: string): PageLink[] {
  return allLinks(root, url).filter((link) => looksLikeArticle(link, url));
}

function looksLikeArticle({ url, title }: PageLink, page: string): boolean {
  const { pathname, search, hostname } = new URL(url);
  if ((pathname === '/' && search === '') || DOCUMENT.test(pathname)) return false;
  if (!sameSite(hostname, new URL(page).hostname)) return false;
  if (/(^|\/)(index|list|default|node|login|register|search|about|contact)[_\d-]*(\.\w+)?\/?$/i.test(pathname))
    return false;
  const digits = (pathname + search).replace(/\D/g, '').length;
  const pageName = /\.s?html?$|\.(jsp|aspx?|php)$/i.test(pathname);
  const width = displayWidth(title);
  return (digits >= 4 && width >= 10) || ((digits >= 1 || pageName) && width >= 14) || width >= 24;
}

/** Files to be had, which are no pages. */
const DOCUMENT = /\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|7z|jpe?g|png|gif|mp[34]|avi|apk|exe)$/i;

/** Chinese characters count double: what matters is how long a title is to read. */
function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += char > '\u2e7f' ? 2 : 1;
  return width;
}

const SECOND_LEVEL = new Set(['com', 'gov', 'org', 'net', 'edu', 'ac']);

/** `news.example.com.cn` and `www.example.com.cn` are one site; addresses without a name only themselves. */
export function sameSite(one: string, other: string): boolean {
  return one === other || siteOf(one) === siteOf(other);
}

function siteOf(hostname: string): string {
  if (/^[\d.]+$|^\[/.test(hostname)) return hostname;
  const labels = hostname.split('.');
  const take = SECOND_LEVEL.has(labels[labels.length - 2] ?? '') ? 3 : 2;
  return labels.slice(-take).join('.');
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0] ?? url;
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** What relative links of the page count from: `<base href>` where it has one. */
export function baseOf(document: Document, url: string): string {
  const declared = document.querySelector('base[href]')?.getAttribute('href');
  return declared && URL.canParse(declared, url) ? new URL(declared, url).href : url;
}
