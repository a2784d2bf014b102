import { EgressRefusedError } from '../pipeline/outbound/egress-reasons.ts';
import type { HttpClient } from '../pipeline/outbound/http-client.ts';
import { TransportError } from '../pipeline/outbound/transport-reasons.ts';
import { CrawlError } from './crawl-reasons.ts';
import { decodeBytes } from './import/decode.ts';
import { parseRobots, type Robots } from './robots.ts';

export interface RobotsCache {
  /**
   * The rules of the URL's origin: 4xx = all allowed; 5xx, 429 or no answer = CrawlError `robots-unreachable` (all
   * disallowed for now; asked again after 10 minutes); where the gate refuses, that. Kept 24 h.
   */
  rulesFor(url: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<Robots>;
}

const KEEP_MS = 24 * 3_600_000;
const RETRY_MS = 10 * 60_000;
/** The matcher reads 500 KiB; what a server sends beyond that only has to be bounded. */
const MAX_BYTES = 8 * 1024 * 1024;
const ALLOW_ALL = parseRobots('');

interface Entry {
  until: number;
  rules: Promise<Robots>;
}

export function createRobotsCache({ client, now }: { client: HttpClient; now(): number }): RobotsCache {
  const byOrigin = new Map<string, Entry>();

  async function ask(origin: string, options: { timeoutMs: number; signal?: AbortSignal }): Promise<Robots> {
    const address = `${origin}/robots.txt`;
    const { status, body, headers } = await client.get(address, { ...options, maxBytes: MAX_BYTES, maxRedirects: 5 });
    if (status >= 500 || status === 429) throw new CrawlError('robots-unreachable', `${address} ${status}`);
    if (status < 200 || status >= 300) return ALLOW_ALL;
    return parseRobots(decodeBytes(body, { declared: headers['content-type'] }).text);
  }

  return {
    rulesFor(url, options) {
      const { origin } = new URL(url);
      const known = byOrigin.get(origin);
      if (known && known.until > now()) return known.rules;
      const entry: Entry = {
        until: now() + KEEP_MS,
        rules: ask(origin, options).catch((cause: unknown) => {
          // Being stopped says nothing about the site.
          if (cause instanceof TransportError && cause.reason === 'stopped') byOrigin.delete(origin);
          entry.until = Math.min(entry.until, now() + RETRY_MS);
          throw asUnreachable(cause, origin);
        }),
      };
      entry.rules.catch(() => undefined);
      byOrigin.set(origin, entry);
      return entry.rules;
    },
  };
}

/** A network that is down or a name that does not resolve says more than "robots unreachable": keep that reason. */
function asUnreachable(cause: unknown, origin: string): Error {
  if (cause instanceof EgressRefusedError || (cause instanceof CrawlError && TELLING.has(cause.reason))) return cause;
  if (cause instanceof TransportError && TELLING.has(cause.reason)) return cause;
  return new CrawlError('robots-unreachable', `${origin}/robots.txt`, { cause });
}
const TELLING: ReadonlySet<string> = new Set([
  'unresolved',
  'connection-refused',
  'network-down',
  'tls',
  'stopped',
  'robots-unreachable',
]);
