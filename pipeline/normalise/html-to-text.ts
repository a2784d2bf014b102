import { decodeHTML } from 'entities';
import { cleanText } from './clean-text.ts';
import { createTextWriter, type TextWriter } from './text-writer.ts';

/**
 * HTML (a fragment or a page) → plain text: blocks and `<br>` end a line, list items get `· ` or `1. `, table cells are
 * separated by tabs, rows by line ends; scripts, styles, form controls and hidden elements are left out. Lines are
 * trimmed and never empty. Reads tag by tag without building a tree, so depth costs nothing and time is linear in
 * length for any input. Never throws.
 */
export function htmlToText(html: string): string {
  const writer = createTextWriter();
  const scanner = createScanner(html);
  for (let token = scanner.next(); token !== null; token = scanner.next()) {
    if (token.kind === 'text') writer.text(token.text.includes('&') ? decodeHTML(token.text) : token.text);
    else if (!scanner.skips(token) || !scanner.skip(token)) applyTag(token, writer);
  }
  return cleanText(writer.finish());
}

interface TextToken {
  kind: 'text';
  text: string;
}

interface TagToken {
  kind: 'tag';
  name: string;
  closing: boolean;
  /** Offsets of the attributes in the source. */
  from: number;
  to: number;
}

function applyTag({ name, closing }: TagToken, writer: TextWriter): void {
  if (name === 'br' || name === 'hr') writer.newLine();
  else if (name === 'pre') writer.preformatted(!closing);
  else if (name === 'ul' || name === 'ol') closing ? writer.endList() : writer.startList(name === 'ol');
  else if (name === 'li' && !closing) writer.listItem();
  else if ((name === 'td' || name === 'th') && closing) writer.endCell();
  else if (BLOCKS.has(name)) writer.newLine();
}

interface Scanner {
  next(): TextToken | TagToken | null;
  /** True when what stands between this tag and its end tag is no text of the page. */
  skips(tag: TagToken): boolean;
  /** Goes on behind the end tag. False where there is none: then the tag counts as any other. */
  skip(tag: TagToken): boolean;
}

function createScanner(html: string): Scanner {
  const lastTagEnd = html.lastIndexOf('>');
  let at = 0;
  let brokenQuotes = 0;
  let inCdata = false;
  /** Elements seen to have no end tag: not looked for again, so that looking stays linear. */
  const endless = new Set<string>();

  function next(): TextToken | TagToken | null {
    while (at < html.length) {
      const open = html.indexOf('<', at);
      if (open === -1 || open > lastTagEnd) return textUntil(html.length);
      if (open > at) return textUntil(open);
      const tag = markup(open);
      if (tag !== null) return tag;
    }
    return null;
  }

  function textUntil(end: number): TextToken {
    const text = html.slice(at, end);
    at = end;
    if (!inCdata || !text.includes(']]>')) return { kind: 'text', text };
    inCdata = false;
    return { kind: 'text', text: text.replace(']]>', '') };
  }

  /** Reads the markup at `open` and moves behind it; null for comments and declarations. */
  function markup(open: number): TextToken | TagToken | null {
    if (html.startsWith('<!--', open)) return comment(open);
    if (html.startsWith('<![CDATA[', open)) {
      at = open + 9;
      inCdata = true;
      return null;
    }
    const mark = html.charCodeAt(open + 1);
    if (mark === BANG || mark === QUESTION) {
      at = html.indexOf('>', open) + 1;
      return null;
    }
    const closing = mark === SLASH;
    const nameFrom = closing ? open + 2 : open + 1;
    let nameTo = nameFrom;
    while (isNameChar(html.charCodeAt(nameTo))) nameTo++;
    if (nameTo === nameFrom || !isLetter(html.charCodeAt(nameFrom))) return textUntil(open + 1);
    const to = tagEnd(nameTo);
    at = to + 1;
    return { kind: 'tag', name: html.slice(nameFrom, nameTo).toLowerCase(), closing, from: nameTo, to };
  }

  function comment(open: number): null {
    const end = html.indexOf('-->', open + 2);
    at = end === -1 ? html.length : end + 3;
    return null;
  }

  /** Offset of the `>` that ends the tag; one inside a quoted value does not, unless its quote never closes. */
  function tagEnd(from: number): number {
    const plain = html.indexOf('>', from);
    if (brokenQuotes > 2) return plain;
    let i = from;
    for (;;) {
      VALUE_OR_END.lastIndex = i;
      const found = VALUE_OR_END.exec(html);
      if (found === null) break;
      if (found[0] === '>') return found.index;
      const closed = html.indexOf(found[0].slice(-1), VALUE_OR_END.lastIndex);
      if (closed === -1) break;
      i = closed + 1;
    }
    brokenQuotes++;
    return plain;
  }

  function skips(tag: TagToken): boolean {
    if (tag.closing || VOID.has(tag.name) || endless.has(tag.name) || endless.size > MOST_ENDLESS) return false;
    return SKIPPED.has(tag.name) || RAW.has(tag.name) || isHidden(tag);
  }

  function isHidden(tag: TagToken): boolean {
    if (tag.name === 'body' || tag.name === 'html') return false;
    const attributes = html.slice(tag.from, Math.min(tag.to, tag.from + 2000));
    if (!/hidden|none/i.test(attributes)) return false;
    for (const [, name = '', quoted = '', single = '', bare = ''] of attributes.matchAll(ATTRIBUTE)) {
      if (/^hidden$/i.test(name)) return true;
      // Not visibility: some platforms hide the whole article that way until a script runs.
      if (/^style$/i.test(name) && /display\s*:\s*none/i.test(quoted + single + bare)) return true;
    }
    return false;
  }

  function skip(tag: TagToken): boolean {
    const end = RAW.has(tag.name) ? rawEnd(tag.name) : matchingEnd(tag.name);
    if (end !== -1) at = end;
    else if (tag.name === 'script' || tag.name === 'style') at = html.length;
    else {
      endless.add(tag.name);
      return false;
    }
    return true;
  }

  /** Raw text elements end at the first end tag of their name, whatever stands between. */
  function rawEnd(name: string): number {
    const pattern = new RegExp(`</${name}[\\s/>]`, 'gi');
    pattern.lastIndex = at;
    const found = pattern.exec(html);
    return found === null ? -1 : html.indexOf('>', found.index) + 1;
  }

  function matchingEnd(name: string): number {
    const pattern = new RegExp(`<(/?)${name}(?=[\\s/>])[^>]*>`, 'gi');
    pattern.lastIndex = at;
    let depth = 1;
    for (let found = pattern.exec(html); found !== null; found = pattern.exec(html)) {
      depth += found[1] === '/' ? -1 : 1;
      if (depth === 0) return pattern.lastIndex;
    }
    return -1;
  }

  return { next, skips, skip };
}

/** After so many names without an end tag the page is junk, and nothing in it is skipped any more. */
const MOST_ENDLESS = 20;
const BANG = 0x21;
const SLASH = 0x2f;
const QUESTION = 0x3f;
/** A quote that opens an attribute value, or the end of the tag. A stray quote elsewhere opens nothing. */
const VALUE_OR_END = /=\s{0,20}["']|>/g;
const ATTRIBUTE = /([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g;

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}

function isNameChar(code: number): boolean {
  return isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x3a || code === 0x5f;
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const VOID = words('area base br col embed hr img input link meta param source track wbr');
const RAW = words('script style title textarea iframe noembed noframes noscript xmp');
const SKIPPED = words('select datalist button svg math object audio video canvas template map rt rp');
const BLOCKS = words(
  'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 head header hgroup html legend li main menu nav p section summary table tbody tfoot thead tr',
);
