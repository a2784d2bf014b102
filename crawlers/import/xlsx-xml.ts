/** Small readers of spreadsheet XML. They work on pieces that were cut out before, and forgive what they can. */

const REFERENCES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** XML text → text: references resolved, `_xHHHH_` written back to the character it stands for. */
export function xmlText(raw: string): string {
  const text = raw.includes('&')
    ? raw.replace(/&(?:#(\d{1,7})|#[xX]([\dA-Fa-f]{1,6})|(amp|lt|gt|quot|apos));/g, resolve)
    : raw;
  return text.includes('_x')
    ? text.replace(/_x([\dA-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}

function resolve(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return REFERENCES[name] ?? whole;
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hex ?? '', 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

/** Value of an attribute; null when it is not there. Prefixes (`r:id`) are part of the name. */
export function attribute(attributes: string, name: string): string | null {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return found === null ? null : xmlText(found[1] ?? found[2] ?? '');
}

/** Text of a rich string: all its runs, without the reading aids (`rPh`) beside them. */
export function richText(inner: string): string {
  let text = '';
  let at = 0;
  for (const aid of inner.includes('rPh') ? elements(inner, 'rPh') : []) {
    text += runs(inner.slice(at, aid.start));
    at = aid.end;
  }
  return xmlText(text + runs(inner.slice(at)));
}

function runs(xml: string): string {
  let text = '';
  for (const { inner } of elements(xml, 't')) text += inner;
  return text;
}

interface Element {
  attributes: string;
  /** What stands inside; '' for an element without content. */
  inner: string;
  start: number;
  end: number;
}

/**
 * The elements of that name, none inside another. Ends at one that has no end tag, so that time is linear in length for
 * any input.
 */
export function* elements(xml: string, name: string): Generator<Element> {
  const opening = new RegExp(`<(?:\\w+:)?${name}(?=[\\s>/])`, 'g');
  const closing = new RegExp(`</(?:\\w+:)?${name}\\s*>`, 'g');
  for (let found = opening.exec(xml); found !== null; found = opening.exec(xml)) {
    const tagEnd = xml.indexOf('>', opening.lastIndex);
    if (tagEnd === -1) return;
    const empty = xml[tagEnd - 1] === '/';
    const attributes = xml.slice(opening.lastIndex, empty ? tagEnd - 1 : tagEnd);
    closing.lastIndex = tagEnd;
    const close = empty ? null : closing.exec(xml);
    if (!empty && close === null) return;
    const end = close === null ? tagEnd + 1 : closing.lastIndex;
    yield { attributes, inner: xml.slice(tagEnd + 1, close?.index ?? tagEnd + 1), start: found.index, end };
    opening.lastIndex = end;
  }
}
