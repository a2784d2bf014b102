import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

export const FARM = new URL('../fixtures/farm/', import.meta.url).pathname;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.xml': 'application/xml',
  '.json': 'application/json',
  '.gz': 'application/gzip',
};
/** What the farm's search finds: word → page. */
const FOUND: Readonly<Record<string, readonly [path: string, title: string]>> = {
  停水: ['/list/4001.html', '供热管网改造月底前完成'],
  电梯: ['/list/4003.html', '街道办派人入户复测室温'],
};

export interface SourceFarm {
  origin: string;
  /** `host:port`. */
  pair: string;
  /** Paths asked for, with their queries, decoded. */
  hits: string[];
  close(): Promise<void>;
}

/** The pages of test/fixtures/farm on a loopback port; `{{origin}}` in them is the farm's own address. */
export async function openSourceFarm(): Promise<SourceFarm> {
  const hits: string[] = [];
  let origin = '';
  const server = createServer(async (request, response) => {
    const { pathname, searchParams, search } = new URL(request.url ?? '/', origin);
    hits.push(decodeURIComponent(pathname + search));
    const answer = answerTo(pathname, pathname === '/query' ? await posted(request) : searchParams, origin);
    if (answer === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': TYPES[answer.ending] ?? 'text/plain' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const pair = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  origin = `http://${pair}`;
  return {
    origin,
    pair,
    hits,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The parameters of an interface that answers to POST alone: a page number in JSON or in a form. */
async function posted(request: IncomingMessage): Promise<URLSearchParams> {
  const body = await text(request);
  if (request.method !== 'POST') return new URLSearchParams();
  return request.headers['content-type'] === 'application/json'
    ? new URLSearchParams({ page: String(JSON.parse(body).query.pageNo) })
    : new URLSearchParams(body);
}

function answerTo(path: string, query: URLSearchParams, origin: string) {
  if (path === '/so') return { ending: '.html', body: results(query.get('q') ?? '') };
  const file = path === '/api' || path === '/query' ? `/api/page${query.get('page')}.json` : path.replace(/\.gz$/, '');
  if (file.includes('..') || !existsSync(join(FARM, file)) || extname(file) === '') return null;
  const page = readFileSync(join(FARM, file), 'utf8').replaceAll('{{origin}}', origin);
  return path.endsWith('.gz') ? { ending: '.gz', body: gzipSync(page) } : { ending: extname(file), body: page };
}

function results(words: string): string {
  const hits = words.split(' ').flatMap((word) => FOUND[word] ?? []);
  const [path, title] = hits;
  const items = path === undefined ? '' : `<div class="hit"><a href="${path}">${title}</a></div>`;
  return `<!DOCTYPE html><html><body><form><input name="q"></form><div class="hit"><a href="/list/4002.html">小区公示栏里的测温结果</a></div>${items}</body></html>`;
}
