import type { HttpAnswer } from '../pipeline/outbound/http-client.ts';
import { CrawlError } from './crawl-reasons.ts';

/** Types a page, a feed, an interface's answer (JSONP is a script) or a packed sitemap may come as; a missing header is forgiven. */
const READABLE =
  /^(?:text\/(?:html|xml|plain|javascript|json)|application\/(?:x-)?(?:javascript|gzip)|application\/(?:xhtml\+xml|xml|json|[\w.-]+\+(?:xml|json)|rss|atom)|application\/octet-stream|binary\/octet-stream)\b/i;

/** Why an answer cannot be used, or null when it can. `now` in epoch milliseconds, for Retry-After dates. */
export function problemOf(answer: HttpAnswer, now: number): CrawlError | null {
  const { status, url, headers } = answer;
  const detail = `${url} ${status}`;
  if (status === 429 || status === 503) {
    const retryAfterMs = readRetryAfter(headers['retry-after'], now);
    if (status === 429 || retryAfterMs !== null)
      return new CrawlError('throttled', detail, { retryable: true, retryAfterMs });
  }
  if (status >= 500) return new CrawlError('server-error', detail, { retryable: true });
  if (status === 404 || status === 410) return new CrawlError('not-found', detail);
  if (status === 401 || status === 403 || status === 451) return new CrawlError('forbidden', detail);
  if (status < 200 || status >= 300) return new CrawlError('http-error', detail);
  const type = headers['content-type'] ?? '';
  return type === '' || READABLE.test(type) ? null : new CrawlError('content-type', `${url} ${type.slice(0, 80)}`);
}

/** A site that asks for more is asked again a day later: a slip of its server must not silence a source for years. */
const LONGEST_RETRY_MS = 24 * 3_600_000;

/** Seconds or an HTTP date → milliseconds from now, a day at most; null where nothing readable is asked. */
export function readRetryAfter(value: string | undefined, now: number): number | null {
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Math.min(Number(value.trim()) * 1000, LONGEST_RETRY_MS);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.min(Math.max(0, at - now), LONGEST_RETRY_MS);
}
