import { Readability } from '@mozilla/readability';
import { htmlToText } from '../../pipeline/normalise/html-to-text.ts';
import { stripTail } from './strip-tail.ts';

export interface Body {
  html: string;
  /** Plain text, one paragraph a line. */
  text: string;
  /** Share of the text that stands inside links. */
  linkShare: number;
}

/** Where the content systems of Chinese public bodies and newsrooms put the article, and nothing else. */
const KNOWN_CONTAINERS = [
  '#js_content',
  '#UCAP-CONTENT',
  '.TRS_Editor',
  '.trs_editor_view',
  '#zoom',
  '#artibody',
  '.rm_txt_con',
  '#detailContent',
  '#ContentBody',
  '.post_body',
  '#main_article',
  '[itemprop="articleBody"]',
];
const CLUTTER = [
  'script, style, noscript, template, iframe, form, button, select, input, textarea',
  '[class*="recommend"], [class*="related"], [id*="recommend"], [class*="share"], [class*="comment-list"], [id*="comment"]',
  '[class*="copyright"], [class*="breadcrumb"], [class*="crumb"], [class*="editor-info"], .rm_relevant, .edit',
].join(', ');
const MIN_CHARS = 40;

/** The article's body, or null when nothing on the page reads like one. Changes the document. */
export function readBody(document: Document, title: string): Body | null {
  const known = knownContainer(document);
  if (known) return toBody(known.innerHTML, title, linkShare(known));
  const article = new Readability(document, { charThreshold: 200, disableJSONLD: true, nbTopCandidates: 5 }).parse();
  if (!article?.content) return null;
  const holder = document.createElement('div');
  holder.innerHTML = article.content;
  for (const element of holder.querySelectorAll(CLUTTER)) element.remove();
  dropLinkBoxes(holder);
  return toBody(holder.innerHTML, title, linkShare(holder));
}

function knownContainer(document: Document): Element | null {
  for (const selector of KNOWN_CONTAINERS) {
    const found = [...document.querySelectorAll(selector)];
    // Several of a kind are teasers of a list, or an editor's box inside an editor's box.
    const outer = found.filter((one) => !found.some((other) => other !== one && other.contains(one)));
    const only = outer.length === 1 ? outer[0] : undefined;
    if (!only) continue;
    for (const element of only.querySelectorAll(CLUTTER)) element.remove();
    if (length(only.textContent) >= MIN_CHARS && linkShare(only) < 0.3) return only;
  }
  return null;
}

/** Boxes of links that lead elsewhere: related news, columns, tags. */
function dropLinkBoxes(root: Element): void {
  for (const box of root.querySelectorAll('ul, ol, dl, table, section, aside, div, p')) {
    const links = box.querySelectorAll('a').length;
    const share = linkShare(box);
    if ((links >= 3 && share > 0.5) || (links >= 1 && share > 0.8 && BOX.test(box.tagName))) box.remove();
  }
}
const BOX = /^(UL|OL|DL|ASIDE)$/i;

function toBody(html: string, title: string, share: number): Body | null {
  const text = stripTail(htmlToText(html), title);
  return text === '' ? null : { html, text, linkShare: share };
}

export function linkShare(root: Element): number {
  const all = length(root.textContent);
  if (all === 0) return 0;
  let inLinks = 0;
  for (const link of root.querySelectorAll('a')) inLinks += length(link.textContent);
  return Math.min(1, inLinks / all);
}

function length(text: string | null): number {
  return (text ?? '').replace(/\s+/g, '').length;
}
