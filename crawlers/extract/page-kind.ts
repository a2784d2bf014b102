import type { Body } from './body.ts';
import type { PageLink } from './links.ts';
import { opensOthers } from './page-words.ts';

export type PageKind = 'article' | 'list' | 'other';

export interface PageSigns {
  body: Body | null;
  title: string;
  links: readonly PageLink[];
  url: string;
  /** Whether the page gives a time of publication. */
  hasTime: boolean;
  /** Whether it does, or at least its address holds a day. */
  dated: boolean;
  /** Whether the page's metadata calls it an article. */
  declared: boolean;
  /** The visible text. */
  lines: readonly string[];
}

const MANY_LINKS = 8;
const SHORT_CHARS = 200;
/** So many lines with a date of their own right below the heading are the entries of a list. */
const DATED_LINES = 4;
const LINES_BELOW = 16;
const DATED = /(?:^|\s|[[(（])(?:20\d{2}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?[\])）]?\s*$/;

/** A list's "body" is made of links or of teasers; an article's of sentences. */
export function pageKind(signs: PageSigns): PageKind {
  if (isArticle(signs)) return 'article';
  return signs.links.length >= MANY_LINKS ? 'list' : 'other';
}

function isArticle({ body, title, links, url, hasTime, dated, declared, lines }: PageSigns): boolean {
  const chars = body?.text.replace(/\s+/g, '').length ?? 0;
  if (!body || chars < 20 || title === '' || body.linkShare >= 0.4) return false;
  const manyLinks = links.length >= MANY_LINKS;
  if (manyLinks && (isFrontPage(url) || body.teasers)) return false;
  if (manyLinks && !declared && (isIndex(url) || datedLines(lines, title) >= DATED_LINES)) return false;
  if (manyLinks && !dated && chars < SHORT_CHARS) return false;
  const sentences = body.text.match(/[。！？；!?]|\.\s/g)?.length ?? 0;
  return (chars >= 80 || hasTime) && (sentences > 0 || (hasTime && !manyLinks));
}

function datedLines(lines: readonly string[], title: string): number {
  const start = Math.max(
    0,
    lines.findIndex((line) => line.includes(title)),
  );
  const below = lines.slice(start, start + LINES_BELOW);
  const end = below.findIndex((line, index) => index > 0 && opensOthers(line));
  return below.slice(0, end < 0 ? below.length : end).filter((line) => DATED.test(line)).length;
}

function isFrontPage(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { pathname, search } = new URL(url);
  return search === '' && /^\/(index\.\w+)?$/.test(pathname);
}

function isIndex(url: string): boolean {
  return URL.canParse(url) && /\/(?:index|list|default)(?:[_-]\d+)?(?:\.\w+)?$/i.test(new URL(url).pathname);
}
