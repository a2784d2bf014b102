import type { Scope } from '../pipeline/outbound/gate.ts';
import type { HttpAnswer } from '../pipeline/outbound/http-client.ts';
import type { Validators } from './bookmarks.ts';
import type { Politeness } from './catalogue-schema.ts';
import { CrawlError } from './crawl-reasons.ts';
import { type HostLimiter, pause } from './host-limiter.ts';
import { problemOf } from './http-problem.ts';
import type { PageFetcher } from './page-fetcher.ts';
import { POST_FORMS, splitPosted } from './posted-address.ts';
import type { FetchedPage } from './source.ts';

export interface FetchPageDeps {
  limiter: HostLimiter;
  /** Epoch milliseconds. */
  now(): number;
  fetcher: PageFetcher;
  politeness: Politeness;
  scope: Scope;
  /** Milliseconds robots.txt asks for between two requests to this address; null for nothing. Throws when forbidden. */
  permit(url: string): Promise<number | null>;
  signal: AbortSignal;
}

export interface PageRequest {
  /** May hold what is posted to it (posted-address.ts). */
  url: string;
  /** Beyond the usual ones. */
  headers?: Record<string, string> | null;
}

/** A wait that a site asks for beyond this ends the run for that site instead. */
const LONGEST_WAIT_MS = 30_000;
/** Crawl-delay beyond this is kept to as this: a run would never end otherwise. */
const LONGEST_DELAY_MS = 60_000;

/**
 * One page: robots, a turn at the host, the gate, the answer; all of them again for each redirect. `unchanged` only where
 * a header asked for it. Throws what names the reason when there is no page to read.
 */
export async function fetchPage(
  { url: address, headers }: PageRequest,
  deps: FetchPageDeps,
): Promise<FetchedPage | 'unchanged'> {
  const { fetcher, limiter, politeness, scope, permit, signal, now } = deps;
  const takeTurn = async (target: URL): Promise<void> => {
    const asked = Math.min((await permit(target.href)) ?? 0, LONGEST_DELAY_MS);
    const held = limiter.heldFor(target.host);
    if (held > LONGEST_WAIT_MS)
      throw new CrawlError('throttled', `${target.href} 还需等待 ${Math.ceil(held / 1000)} 秒`);
    await limiter.turn(target.host, Math.max(politeness.delayMs, asked), signal);
  };
  const { url, posted } = splitPosted(address);
  await takeTurn(new URL(url));
  const answer = await fetcher(url, {
    ...politeness,
    scope,
    signal,
    headers: {
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5',
      'accept-language': 'zh-CN,zh;q=0.9',
      ...(posted ? { 'content-type': POST_FORMS[posted.form] } : {}),
      ...headers,
    },
    ...(posted ? { body: posted.body } : {}),
    onRedirect: takeTurn,
  });
  if (answer.status === 304 && headers) return 'unchanged';
  const problem = problemOf(answer, now());
  // The host that answered is the one that asks for patience, also after a redirect.
  if (problem?.reason === 'throttled') limiter.hold(new URL(answer.url).host, problem.retryAfterMs ?? 10_000);
  if (problem?.reason === 'server-error') await pause(500, signal);
  if (problem) throw problem;
  return posted ? { ...toPage(answer, now()), url: address } : toPage(answer, now());
}

function toPage({ url, headers, body }: HttpAnswer, fetchedAt: number): FetchedPage {
  const { etag = null, 'last-modified': modified = null, 'content-type': contentType = '' } = headers;
  const validators: Validators | null = etag === null && modified === null ? null : { etag, modified };
  return { url, contentType, bytes: body, fetchedAt, ...(validators ? { validators } : {}) };
}
