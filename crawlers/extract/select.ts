import { parseHTML } from 'linkedom';

export type Root = Document | Element;

/** Splits `css@attribute`; an `@` inside quotes or brackets belongs to the CSS. */
export function splitSelector(text: string): { css: string; attribute: string | null } {
  const at = text.lastIndexOf('@');
  if (at < 0 || !/^[a-zA-Z][\w-]*$/.test(text.slice(at + 1).trim())) return { css: text.trim(), attribute: null };
  return { css: text.slice(0, at).trim(), attribute: text.slice(at + 1).trim() };
}

const probe = parseHTML('<html><body></body></html>').document;

/** Whether the text is a selector this folder can use; `@attr` alone means the element itself. */
export function isSelector(text: string): boolean {
  const { css, attribute } = splitSelector(text);
  if (css === '') return attribute !== null;
  try {
    probe.querySelector(css);
    return true;
  } catch {
    return false;
  }
}

/** First match inside the element, or the element itself for `@attribute` alone. */
export function pick(root: Root, selector: string): Element | null {
  const { css } = splitSelector(selector);
  if (css !== '') return root.querySelector(css);
  return 'getAttribute' in root ? root : null;
}

/** Text or attribute the selector points at, white space joined; null where nothing (or nothing but blanks) is found. */
export function pickText(root: Root, selector: string | undefined): string | null {
  if (selector === undefined) return null;
  const found = pick(root, selector);
  const { attribute } = splitSelector(selector);
  const text = attribute === null ? found?.textContent : found?.getAttribute(attribute);
  const joined = text?.replace(/\s+/g, ' ').trim() ?? '';
  return joined === '' ? null : joined;
}

/** Inner HTML of every match, joined; null where nothing is found. With `@attribute` the attribute's text. */
export function pickHtml(root: Root, selector: string | undefined): string | null {
  if (selector === undefined) return null;
  const { css, attribute } = splitSelector(selector);
  if (attribute !== null) return pickText(root, selector);
  const found = [...root.querySelectorAll(css)];
  const outer = found.filter((element) => !found.some((other) => other !== element && other.contains(element)));
  const html = outer.map((element) => element.innerHTML).join('\n');
  return html.trim() === '' ? null : html;
}
