import { encodeHTML } from 'entities';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import type { Metrics } from '../../pipeline/model/raw-item.ts';
import { htmlToText } from '../../pipeline/normalise/html-to-text.ts';
import { type Body, readBody } from './body.ts';
import { readByline } from './byline.ts';
import { canonicalUrl } from './canonical.ts';
import { readCounts } from './counts.ts';
import { furtherPages } from './further-pages.ts';
import { linesBelowTitle, sentenceChars } from './lines-below-title.ts';
import { articleLinks, baseOf, type PageLink } from './links.ts';
import { readMetas } from './meta.ts';
import { openDocument } from './open-document.ts';
import { type PageKind, pageKind } from './page-kind.ts';
import { readPublished } from './published.ts';
import { bareHeadline } from './strip-tail.ts';
import { readStructured } from './structured.ts';
import { readTitle } from './title.ts';

export interface ExtractedPage {
  kind: PageKind;
  title: string;
  /** Who signs the page: the author where one is named, else the source. */
  author: string | null;
  /** Where the page says it has the text from. */
  source: string | null;
  /** ISO 8601 +08:00; null where the page shows no readable time. */
  publishedAt: string | null;
  /** As printed. */
  publishedRaw: string | null;
  /** Why there is no published time, for people; null when there is one, and on pages that are no article. */
  timeProblem: string | null;
  /** Body of an article without navigation; empty for the other kinds. */
  text: string;
  /** The same as HTML. */
  html: string;
  /** What is said under or of its pictures. */
  captions: string[];
  /** Counts the page shows. */
  metrics: Partial<Metrics>;
  /** The one address of the page. */
  canonicalUrl: string;
  /** Addresses of the further pages of the same article, in order; empty when it has one. */
  furtherPages: string[];
  /** Links that look like ones to articles, in page order. */
  links: PageLink[];
}

export interface ExtractOptions {
  /** Epoch milliseconds; relative times count from it. Default now. */
  fetchedAt?: number;
  /** Address of the article's first page, when this is a later one. */
  firstPage?: string;
}

/**
 * What a crawler takes from a page. Throws CrawlError `too-large` or `too-deep` on pages that would hold up the run;
 * a page that is merely odd gives kind `other`.
 */
export function extractPage(html: string, url: string, options: ExtractOptions = {}): ExtractedPage {
  const document = openDocument(html, url);
  const metas = readMetas(document);
  const structured = readStructured(document);
  const lines = htmlToText(html).split('\n');
  const title = readTitle(document, metas, lines);
  const links = articleLinks(document, baseOf(document, url));
  const canonical = canonicalUrl(document, metas, url);
  const further = furtherPages(document, options.firstPage ?? canonical, url);
  const published = readPublished({ url, document, metas, structured, lines, title }, options.fetchedAt ?? Date.now());
  const { author, source } = readByline({ document, metas, structured, lines, title, publishedRaw: published.raw });
  const ends = {
    ...{ title, names: [author, source], keywords: metas.get('keywords') ?? null },
    headlines: new Set(links.map((link) => bareHeadline(link.title))),
  };
  const body = fuller(readBody(document, ends), linesBelowTitle(lines, ends));
  const declared = structured.article || metas.get('og:type') === 'article' || metas.has('articletitle');
  const kind = pageKind({
    body,
    title,
    links,
    url,
    hasTime: published.given,
    dated: published.at !== null,
    declared,
    lines,
  });
  if (kind !== 'article' || body === null) return notAnArticle(kind, title, { canonicalUrl: canonical, links });
  const own = new Set(body.text.split('\n'));
  const counts = readCounts(lines.filter((line) => !own.has(line)));
  return {
    kind,
    title,
    author: author ?? source,
    source,
    publishedAt: published.at === null ? null : toShanghai(published.at),
    publishedRaw: published.raw,
    timeProblem: published.problem,
    text: body.text,
    html: body.html,
    captions: body.captions,
    metrics: structured.comments === null ? counts : { ...counts, comments: structured.comments },
    canonicalUrl: canonical,
    furtherPages: further,
    links,
  };
}

/** Less than this in whole sentences is hardly the body of anything. */
const FEW_CHARS = 60;

/** What was found for the body, unless it is little and there are clearly more sentences right below the title. */
function fuller(body: Body | null, below: string): Body | null {
  const found = sentenceChars(body?.text ?? '');
  const there = sentenceChars(below);
  if (found >= FEW_CHARS || there <= found * 1.5) return body;
  const html = below
    .split('\n')
    .map((line) => `<p>${encodeHTML(line)}</p>`)
    .join('\n');
  return { html, text: below, linkShare: 0, teasers: body?.teasers ?? false, captions: [] };
}

function notAnArticle(
  kind: PageKind,
  title: string,
  { canonicalUrl, links }: { canonicalUrl: string; links: PageLink[] },
): ExtractedPage {
  return {
    ...{ kind, title, canonicalUrl, links, author: null, source: null, publishedAt: null, publishedRaw: null },
    ...{ timeProblem: null, text: '', html: '', captions: [], metrics: {}, furtherPages: [] },
  };
}
