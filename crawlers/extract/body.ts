import { Readability } from '@mozilla/readability';
import { htmlToText } from '../../pipeline/normalise/html-to-text.ts';
import { readCaptions } from './captions.ts';
import { stripTail, type TextEnds } from './strip-tail.ts';

export interface Body {
  html: string;
  /** Plain text, one paragraph a line. */
  text: string;
  /** Share of the text that stands inside links. */
  linkShare: number;
  /** Whether headlines that are links run through it from end to end: a page of teasers. */
  teasers: boolean;
  captions: string[];
}

/** Where the content systems of Chinese public bodies and newsrooms put the article, and nothing else. */
const SURE_CONTAINERS = [
  ...['#js_content', '#UCAP-CONTENT', '.TRS_Editor', '.TRS_UEDITOR', '.trs_editor_view', '#zoom', '#artibody'],
  ...['.rm_txt_con', '#detailContent', '#ContentBody', '.post_body', '#main_article', '[itemprop="articleBody"]'],
  ...['#vsb_content', '.v_news_content', '.wp_articlecontent', '#endText', '#mp-editor', '.pages_content'],
];
/** Names that mostly mean the article, but are also given to summaries and side boxes. */
const LIKELY_CONTAINERS = [
  ...['#articleContent', '.article-content', '.article_content', '.articleContent', '.article-body', '.news_txt'],
  ...['#contentText', '#content_area', '.content_area', '.u-mainText', '.left_zw', '.article-detail', '.entry-content'],
];
/** Posts of the usual forum programs, the opening post first. */
const FORUM_POSTS = '.t_f, [id^="postmessage_"], .d_post_content, .tpc_content, .topic-content, .read-content';
const CLUTTER = [
  'script, style, noscript, template, iframe, form, button, select, input, textarea',
  '[class*="recommend"], [class*="related"], [id*="recommend"], [class*="share"], [class*="comment-list"], [id*="comment"]',
  '[class*="copyright"], [class*="breadcrumb"], [class*="crumb"], [class*="editor-info"], .rm_relevant, .edit, .ep-source',
  '[class*="qrcode"], [class*="pagination"], .pcb .sign, .pstatus, .attach_nopermission',
].join(', ');
const MIN_CHARS = 40;
/** A likely container has to hold this share of what Readability finds: a summary or an editor's note does not. */
const SHARE_OF_READABLE = 0.6;

/** The article's body, or null when nothing on the page reads like one. Changes the document. */
export function readBody(document: Document, ends: TextEnds): Body | null {
  const post = openingPost(document);
  if (post !== null) return toBody(post, ends);
  const sure = container(document, SURE_CONTAINERS);
  if (sure !== null) return toBody(sure, ends);
  if (isAllLinks(document)) return null;
  const likely = container(document, LIKELY_CONTAINERS);
  // Readability takes the document apart.
  const copy = likely === null ? null : holding(document, likely.innerHTML);
  const article = new Readability(document, { charThreshold: 200, disableJSONLD: true, nbTopCandidates: 5 }).parse();
  const readable = article?.content ? holding(document, article.content) : null;
  const chosen =
    copy !== null && (readable === null || length(copy) >= length(readable) * SHARE_OF_READABLE) ? copy : readable;
  return chosen === null ? null : toBody(chosen, ends);
}

/** Nothing but links: Readability would be long in finding that there is nothing to find. */
function isAllLinks(document: Document): boolean {
  return document.querySelectorAll('a').length >= MANY_LINKS && linkShare(document.body) > ALL_LINKS;
}
const MANY_LINKS = 100;
const ALL_LINKS = 0.85;

function openingPost(document: Document): Element | null {
  const [first] = document.querySelectorAll(FORUM_POSTS);
  return first !== undefined && length(first) > 0 ? first : null;
}

function holding(document: Document, html: string): Element {
  const holder = document.createElement('div');
  holder.innerHTML = html;
  return holder;
}

function container(document: Document, selectors: readonly string[]): Element | null {
  for (const selector of selectors) {
    const found = [...document.querySelectorAll(selector)];
    // Several of a kind are teasers of a list, or an editor's box inside an editor's box.
    const outer = found.filter((one) => !found.some((other) => other !== one && other.contains(one)));
    const only = outer.length === 1 ? outer[0] : undefined;
    if (only && length(only) >= MIN_CHARS && linkShare(only) < 0.3) return only;
  }
  return null;
}

/** Boxes of links that lead elsewhere: related news, columns, tags. */
function dropLinkBoxes(root: Element): void {
  dropHeadedLinks(root);
  for (const box of root.querySelectorAll('ul, ol, dl, table, section, aside, div, p')) {
    const links = box.querySelectorAll('a').length;
    const share = linkShare(box);
    if ((links >= 3 && share > 0.5) || (links >= 1 && share > 0.8 && BOX.test(box.tagName))) box.remove();
  }
}
const BOX = /^(UL|OL|DL|ASIDE)$/i;

/** 相关新闻： and the paragraphs below it that are links and nothing else, also in the middle of an article. */
function dropHeadedLinks(root: Element): void {
  for (const heading of [...root.querySelectorAll('p, div, h2, h3, h4, strong, li')]) {
    if (!RELATED.test((heading.textContent ?? '').trim())) continue;
    let next = heading.nextElementSibling;
    let dropped = 0;
    while (next !== null && linkShare(next) > 0.8) {
      const after: Element | null = next.nextElementSibling;
      next.remove();
      next = after;
      dropped += 1;
    }
    if (dropped > 0) heading.remove();
  }
}
const RELATED = /^[【[]?(?:相关|延伸|推荐|更多)(?:新闻|阅读|报道|链接|文章)[】\]]?\s*[:：]?$/;

function toBody(holder: Element, ends: TextEnds): Body | null {
  for (const element of holder.querySelectorAll(CLUTTER)) element.remove();
  const teasers = isTeasers(holder);
  dropLinkBoxes(holder);
  const text = stripTail(htmlToText(holder.innerHTML), ends);
  if (text === '') return null;
  const { innerHTML: html } = holder;
  return { html, text, linkShare: linkShare(holder), teasers, captions: readCaptions(holder, ends.title) };
}

const HEADLINE_CHARS = 8;
const FEWEST_HEADLINES = 5;
const PLACE = '\u0001';

/**
 * Headlines cluster behind an article and run through a list: where the longest stretch without one is less than two
 * fifths of the whole, there is no article.
 */
function isTeasers(root: Element): boolean {
  let headlines = 0;
  // Thousands of links may share one block.
  const blockLengths = new Map<Element, number>();
  const blockLength = (block: Element): number => {
    const known = blockLengths.get(block) ?? length(block);
    blockLengths.set(block, known);
    return known;
  };
  for (const link of root.querySelectorAll('a')) {
    const block = link.closest('li, p, h1, h2, h3, h4, h5, h6, dt, dd, td, div');
    if (length(link) >= HEADLINE_CHARS && block !== null && length(link) >= blockLength(block) * 0.7) headlines += 1;
  }
  if (headlines < FEWEST_HEADLINES) return false;
  const stretches = markHeadlines(root)
    .split(PLACE)
    .map((text) => text.replace(/\s+/g, '').length);
  const total = stretches.reduce((sum, one) => sum + one, 0);
  return Math.max(...stretches) < total * 0.4 || total < headlines * HEADLINE_CHARS;
}

function markHeadlines(root: Element): string {
  const holder = root.ownerDocument.createElement('div');
  holder.innerHTML = root.innerHTML;
  for (const link of [...holder.querySelectorAll('a')]) if (length(link) >= HEADLINE_CHARS) link.textContent = PLACE;
  return holder.textContent ?? '';
}

export function linkShare(root: Element): number {
  const all = length(root);
  if (all === 0) return 0;
  let inLinks = 0;
  for (const link of root.querySelectorAll('a')) inLinks += length(link);
  return Math.min(1, inLinks / all);
}

function length(element: Element): number {
  return (element.textContent ?? '').replace(/\s+/g, '').length;
}
