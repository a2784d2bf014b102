import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExtractedPage, extractPage } from '../../crawlers/extract/extract-page.ts';
import { decodeBytes } from '../../crawlers/import/decode.ts';
import type { Evaluation, Measured, Misjudged } from './evaluation.ts';
import { type ExpectedPage, readExpectedPages } from './extraction/expected-pages.ts';
import { wilson } from './interval.ts';

const FOLDER = 'pages';

type Check = (found: ExtractedPage, expected: ExpectedPage) => { expected: string; got: string } | null;

/** What makes an answer right; null, or what was expected and what came. */
const CHECKS: Readonly<Record<string, Check>> = {
  'extract-title': ({ title }, expected) =>
    squeeze(title) === squeeze(expected.title) ? null : { expected: expected.title, got: title },
  'extract-time': ({ publishedAt }, { time }) => {
    const shown = publishedAt?.slice(0, time?.length ?? 16).replace('T', ' ') ?? null;
    return shown === time ? null : { expected: time ?? '无', got: shown ?? '无' };
  },
  'extract-body': ({ kind, text }, { kind: wanted, first, last }) => {
    const body = squeeze(text);
    const got = `${kind} ${body.slice(0, 12)} … ${body.slice(-12)}`;
    const right = kind === wanted && body.startsWith(first) && body.endsWith(last);
    return right ? null : { expected: `${wanted} ${first} … ${last}`, got };
  },
};

/**
 * Title, published time (to the minute where the page shows one) and body of saved pages. A body is right when the page
 * is of the right kind and its text begins and ends where the article does: navigation in front and small print behind
 * are mistakes, as is a part cut off.
 */
export const extraction: readonly Evaluation[] = Object.entries(CHECKS).map(([name, check]) => ({
  names: [name],
  files: [FOLDER],
  run: ({ data }) => measure(name, check, join(data, FOLDER)),
}));

async function measure(name: string, check: Check, folder: string): Promise<Measured> {
  const expected = readExpectedPages();
  const there = expected.filter(({ file }) => existsSync(join(folder, file)));
  const misjudged: Misjudged[] = [];
  for (const page of there) {
    const { text: html } = decodeBytes(await readFile(join(folder, page.file)), { html: true });
    const wrong = check(extractPage(html, `https://www.example.cn/${page.file}`), page);
    if (wrong !== null) misjudged.push({ file: `${FOLDER}/${page.file}`, row: 1, ...wrong, because: name });
  }
  const n = there.length;
  const right = n - misjudged.length;
  const missing = expected.length - n;
  const note = `${FOLDER}/ 中有答案的网页${missing === 0 ? '' : `，缺 ${missing} 个`}`;
  return { figures: [{ name, value: n === 0 ? 0 : right / n, ...wilson(right, n), n, note }], misjudged };
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}
