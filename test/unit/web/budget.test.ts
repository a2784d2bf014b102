import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, sourceHash } from '../../../dashboards/web/build.ts';

/** Limits in KB = 1024 bytes, gzip level 9: what a page makes the browser load the first time. */
const LIMITS = { entry: 260, login: 300, route: 430, chart: 230, overview: 600, editor: 130, all: 950 };
const PAGES = [
  'board-page',
  'alert-page',
  'event-page',
  'search-page',
  'sources-page',
  'rules-page',
  'rule-page',
  'rule-editor-page',
  'drafts-page',
  'draft-page',
  'versions-page',
  'post-page',
  'notices-page',
  'not-found-page',
];

let dist = '';
const said: string[] = [];

beforeAll(async () => {
  dist = (await ensureBuilt({ log: (line) => said.push(line) })) ?? '';
});

const assets = () => readdirSync(join(dist, 'assets'));
const sizes = new Map<string, number>();
function size(file: string): number {
  const known = sizes.get(file);
  if (known !== undefined) return known;
  const measured = gzipSync(readFileSync(join(dist, 'assets', file)), { level: 9 }).length;
  sizes.set(file, measured);
  return measured;
}

/** The file and all that it imports before it runs. What it imports later, on demand, does not count. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (!file.endsWith('.js')) return seen;
  const code = readFileSync(join(dist, 'assets', file), 'utf8');
  for (const [, imported] of code.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) {
    if (imported) withImports(imported, seen);
  }
  return seen;
}

function chunk(name: string): string {
  const found = assets().find((file) => file.startsWith(`${name}-`) && file.endsWith('.js'));
  if (!found) throw new Error(`no chunk ${name} in ${dist}: ${assets().join(' ')}`);
  return found;
}

function entryFiles(): Set<string> {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = [...html.matchAll(/\/assets\/([\w.-]+)/g)].map(([, file]) => file ?? '');
  expect(named.some((file) => file.endsWith('.js'))).toBe(true);
  return named.reduce((files, file) => withImports(file, files), new Set<string>());
}

const kilobytes = (files: Iterable<string>) =>
  Math.round([...files].reduce((sum, file) => sum + size(file), 0) / 102.4) / 10;
/** What one sees after opening an address of the logged-in part. */
const route = (page: string) => withImports(chunk(page), withImports(chunk('shell'), entryFiles()));

describe('the page is built', () => {
  it('and a second look finds it fresh', async () => {
    expect(dist, said.join('\n')).not.toBe('');
    expect(await sourceHash()).toBe(readFileSync(join(dist, '.built-from'), 'utf8'));
    const lines: string[] = [];
    expect(await ensureBuilt({ log: (line) => lines.push(line) })).toBe(dist);
    expect(lines).toEqual([]);
  });
});

describe('what a browser loads', () => {
  it(`entry ≤ ${LIMITS.entry} KB`, () => {
    expect(kilobytes(entryFiles())).toBeLessThanOrEqual(LIMITS.entry);
  });

  it(`login ≤ ${LIMITS.login} KB`, () => {
    expect(kilobytes(withImports(chunk('login-page'), entryFiles()))).toBeLessThanOrEqual(LIMITS.login);
  });

  it.each(PAGES)(`%s ≤ ${LIMITS.route} KB, without chart and editor`, (page) => {
    const files = route(page);
    expect(kilobytes(files)).toBeLessThanOrEqual(LIMITS.route);
    expect(files).not.toContain(chunk('chart'));
    expect(files).not.toContain(chunk('expression-editor'));
  });

  it(`chart ≤ ${LIMITS.chart} KB, overview with it ≤ ${LIMITS.overview} KB`, () => {
    expect(kilobytes([chunk('chart')])).toBeLessThanOrEqual(LIMITS.chart);
    expect(kilobytes(withImports(chunk('chart'), route('overview-page')))).toBeLessThanOrEqual(LIMITS.overview);
  });

  it(`editor ≤ ${LIMITS.editor} KB`, () => {
    expect(kilobytes([chunk('expression-editor')])).toBeLessThanOrEqual(LIMITS.editor);
  });

  it(`everything ≤ ${LIMITS.all} KB`, () => {
    expect(kilobytes(assets())).toBeLessThanOrEqual(LIMITS.all);
  });
});
