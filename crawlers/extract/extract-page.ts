import { toShanghai } from '../../pipeline/model/calendar.ts';
import { htmlToText } from '../../pipeline/normalise/html-to-text.ts';
import { type Body, readBody } from './body.ts';
import { readByline } from './byline.ts';
import { articleLinks, type PageLink } from './links.ts';
import { readMetas } from './meta.ts';
import { openDocument } from './open-document.ts';
import { readPublished } from './published.ts';
import { readTitle } from './title.ts';

export interface ExtractedPage {
  kind: 'article' | 'list' | 'other';
  title: string;
  author: string | null;
  /** ISO 8601 +08:00; null where the page shows no readable time. */
  publishedAt: string | null;
  /** As printed. */
  publishedRaw: string | null;
  /** Body of an article without navigation; empty for the other kinds. */
  text: string;
  /** The same as HTML. */
  html: string;
  /** Links that look like ones to articles, in page order. */
  links: PageLink[];
}

/**
 * What a crawler takes from a page. Throws CrawlError `too-large` or `too-deep` on pages that would hold up the run;
 * a page that is merely odd gives kind `other`. `fetchedAt` in epoch milliseconds: relative times count from it.
 */
export function extractPage(html: string, url: string, options: { fetchedAt?: number } = {}): ExtractedPage {
  const document = openDocument(html, url);
  const metas = readMetas(document);
  const lines = htmlToText(html).split('\n');
  const title = readTitle(document, metas, lines);
  const links = articleLinks(document, url);
  const published = readPublished({ document, metas, html, lines, title }, options.fetchedAt ?? Date.now());
  const author = readByline(document, metas, lines);
  const body = readBody(document, title);
  const kind = kindOf({ body, links, url, hasTime: published.at !== null, title });
  return {
    kind,
    title,
    author: kind === 'article' ? author : null,
    publishedAt: kind === 'article' && published.at !== null ? toShanghai(published.at) : null,
    publishedRaw: kind === 'article' ? published.raw : null,
    text: kind === 'article' ? (body?.text ?? '') : '',
    html: kind === 'article' ? (body?.html ?? '') : '',
    links,
  };
}

interface Signs {
  body: Body | null;
  links: readonly PageLink[];
  url: string;
  hasTime: boolean;
  title: string;
}

/** A list's "body" is made of links or of teasers; an article's of sentences. */
function kindOf({ body, links, url, hasTime, title }: Signs): ExtractedPage['kind'] {
  const chars = body?.text.replace(/\s+/g, '').length ?? 0;
  const manyLinks = links.length >= 8;
  const root = isFrontPage(url);
  if (body && chars >= 20 && title !== '' && body.linkShare < 0.4 && !(root && manyLinks)) {
    const sentences = body.text.match(/[。！？；!?]|\.\s/g)?.length ?? 0;
    const enough = chars >= 80 || hasTime;
    if (enough && (sentences > 0 || (hasTime && !manyLinks))) return 'article';
  }
  return manyLinks ? 'list' : 'other';
}

function isFrontPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { pathname, search } = new URL(url);
  return search === '' && /^\/(index\.\w+)?$/.test(pathname);
}
