import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { getMimeType } from 'hono/utils/mime';
import { ApiProblem } from './api-problem.ts';
import type { AppContext } from './endpoint.ts';

/** The build puts a hash of the content into the names in here, so they never change. */
const HASHED = '/assets/';

/**
 * Serves the built page: its files, and index.html for every other address, because the page has addresses of its own. One
 * with an ending (`/rules/quality.leak`) may be either: it is a page for whoever asks for a page, as a browser does when a
 * person goes there.
 */
export function staticFiles(webRoot: string): (c: AppContext) => Promise<Response> {
  return async function serve(c) {
    const path = c.req.path;
    const found = await fileIn(webRoot, path);
    if (found !== null)
      return send(c, found, path.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache');
    if (path.startsWith(HASHED) || (extname(path) !== '' && !asksForPage(c)))
      throw new ApiProblem('not-found', '没有这个文件');
    const page = await fileIn(webRoot, '/index.html');
    if (page === null) {
      throw new ApiProblem('unavailable', '页面尚未构建', { hint: '请运行 npm install，或查看构建时的错误信息' });
    }
    return send(c, page, 'no-cache');
  };
}

function asksForPage(c: AppContext): boolean {
  return /\btext\/html\b/.test(c.req.header('accept') ?? '');
}

interface Found {
  path: string;
  tag: string;
}

/** A regular file inside the root, links followed; null for anything else. */
async function fileIn(root: string, urlPath: string): Promise<Found | null> {
  const decoded = percentDecoded(urlPath);
  if (decoded === null || decoded.includes('\0') || decoded.includes('\\')) return null;
  if (decoded.split('/').some((part) => part.startsWith('.'))) return null;
  try {
    const [base, path] = await Promise.all([realpath(resolve(root)), realpath(join(resolve(root), decoded))]);
    if (!path.startsWith(base + sep)) return null;
    const info = await stat(path);
    if (!info.isFile()) return null;
    return { path, tag: `"${info.size.toString(36)}-${Math.trunc(info.mtimeMs).toString(36)}"` };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function percentDecoded(urlPath: string): string | null {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    // A broken percent sign names no file.
    return null;
  }
}

const MISSING: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);
function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING.has(error.code);
}

async function send(c: AppContext, { path, tag }: Found, cacheControl: string): Promise<Response> {
  const headers = { 'Cache-Control': cacheControl, ETag: tag };
  // Compression on the way makes the tag a weak one.
  if (c.req.header('if-none-match')?.replace(/^W\//, '') === tag) return c.body(null, 304, headers);
  const body = new Uint8Array(await readFile(path));
  return c.body(body, 200, { ...headers, 'Content-Type': getMimeType(path) ?? 'application/octet-stream' });
}
