import type { CatalogueRow, JsonApi } from '../catalogue-schema.ts';
import { followable } from '../extract/links.ts';
import { postedAddress, splitPosted } from '../posted-address.ts';
import { textAt, valueAt, withValue } from './json-path.ts';

/** Where a run asks first: the row's addresses, with what is posted to them where the row says so. */
export function firstPages({ addresses, api }: CatalogueRow): readonly string[] {
  const post = api?.post;
  if (post === undefined) return addresses;
  const body = post.as === 'json' ? JSON.stringify(post.body) : formOf(post.body);
  return addresses.map((address) => postedAddress(address, { form: post.as, body }));
}

/** The next page of the list, asked for as this one was; null where the row names no way or the answer no next one. */
export function nextPage(address: string, answer: unknown, { next, page, cursor }: JsonApi): string | null {
  if (next !== undefined) {
    const { url, posted } = splitPosted(address);
    const further = followable(textAt(answer, next), url);
    return further === null || posted === null ? further : postedAddress(further, posted);
  }
  const asked = parametersOf(address);
  if (page !== undefined) {
    const now = Number(asked.get(page.parameter) ?? '1');
    return Number.isSafeInteger(now) ? asked.with(page.parameter, now + page.step) : null;
  }
  const value = cursor === undefined ? null : scalarAt(answer, cursor.path);
  return cursor === undefined || value === null || String(value) === asked.get(cursor.parameter)
    ? null
    : asked.with(cursor.parameter, value);
}

interface Parameters {
  get(name: string): string | null;
  /** The address with another value. */
  with(name: string, value: string | number): string;
}

/** Parameters stand in the address, in a form, or at a path of posted JSON. */
function parametersOf(address: string): Parameters {
  const { url, posted } = splitPosted(address);
  if (posted === null) {
    const target = new URL(url);
    return inForm(target.searchParams, () => target.href);
  }
  if (posted.form === 'form') {
    const form = new URLSearchParams(posted.body);
    return inForm(form, () => postedAddress(url, { form: 'form', body: form.toString() }));
  }
  const body: unknown = JSON.parse(posted.body);
  return {
    get: (name) => textAt(body, name),
    with(name, value) {
      // A site that wants its numbers as text gets them so.
      const written = typeof valueAt(body, name) === 'string' ? String(value) : value;
      return postedAddress(url, { form: 'json', body: JSON.stringify(withValue(body, name, written)) });
    },
  };
}

function inForm(form: URLSearchParams, address: () => string): Parameters {
  return {
    get: (name) => form.get(name),
    with(name, value) {
      form.set(name, String(value));
      return address();
    },
  };
}

function formOf(body: Readonly<Record<string, unknown>>): string {
  return new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)])).toString();
}

function scalarAt(answer: unknown, path: string): string | number | null {
  const value = valueAt(answer, path);
  return typeof value === 'number' ? value : textAt(answer, path);
}
