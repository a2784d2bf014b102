import { parseHTML } from 'linkedom';
import { CrawlError } from '../crawl-reasons.ts';

/** Deepest real page seen: about 60. Readability recurses, and is slow beyond this. */
const MAX_DEPTH = 200;
const MAX_CHARS = 4 * 1024 * 1024;
const MAX_ELEMENTS = 60_000;

/** Parses a page. Throws CrawlError `too-large` or `too-deep` before anything slow can start. */
export function openDocument(html: string, url: string): Document {
  if (html.length > MAX_CHARS) throw new CrawlError('too-large', `${url} ${html.length} 字符`);
  // A fragment or an empty page has no root element; linkedom's document would then have no body.
  const whole = /<html[\s>]/i.test(html) ? html : `<!DOCTYPE html><html><head></head><body>${html}</body></html>`;
  const { document } = parseHTML(whole);
  const { depth, elements } = measure(document);
  if (depth > MAX_DEPTH) throw new CrawlError('too-deep', `${url} ${depth} 层`);
  if (elements > MAX_ELEMENTS) throw new CrawlError('too-large', `${url} ${elements} 个元素`);
  return document;
}

function measure(document: Document): { depth: number; elements: number } {
  let deepest = 0;
  let elements = 0;
  let level = 1;
  let at: Element | null = document.documentElement;
  while (at) {
    elements += 1;
    deepest = Math.max(deepest, level);
    if (deepest > MAX_DEPTH || elements > MAX_ELEMENTS) break;
    if (at.firstElementChild) {
      at = at.firstElementChild;
      level += 1;
      continue;
    }
    while (at && !at.nextElementSibling) {
      at = at.parentElement;
      level -= 1;
    }
    at = at?.nextElementSibling ?? null;
  }
  return { depth: deepest, elements };
}
