import { constants } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { CrawlError } from './crawl-reasons.ts';
import { EgressRefusedError } from './egress-reasons.ts';
import type { Gate, Scope } from './guard.ts';
import { networkProblem } from './network-problem.ts';
import { ACCEPT_ENCODING, readBody } from './unpack.ts';

export interface HttpLimits {
  /** For one exchange, its body included; each redirect starts anew. */
  timeoutMs: number;
  /** On the wire and after unpacking. */
  maxBytes: number;
  /** Default 5. */
  maxRedirects?: number;
}

export interface HttpGet extends HttpLimits {
  scope?: Scope;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Called with each redirect target before it is followed; throws to stop. */
  onRedirect?: (target: URL) => void | Promise<void>;
}

export interface HttpAnswer {
  /** After redirects. */
  url: string;
  status: number;
  headers: IncomingHttpHeaders;
  /** Decompressed. */
  body: Buffer;
  redirects: number;
}

export interface HttpClient {
  /**
   * GET through the gate; follows redirects, each checked again; connects only to checked addresses.
   * Any HTTP status is an answer. Throws EgressRefusedError or CrawlError.
   */
  get(url: string, options: HttpGet): Promise<HttpAnswer>;
  /** Destroys idle and open sockets. */
  close(): void;
}

export interface HttpClientOptions {
  gate: Gate;
  userAgent: string;
  /** One line per request that left or was refused: the egress log. */
  onEgress?: (line: { url: string; status: number | null; problem: string | null }) => void;
}

export function createHttpClient({ gate, userAgent, onEgress }: HttpClientOptions): HttpClient {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: 16, timeout: 60_000 }),
    // Many public bodies' servers predate RFC 5746; without this OpenSSL 3 refuses to talk to them at all.
    'https:': new HttpsAgent({
      keepAlive: true,
      maxSockets: 16,
      timeout: 60_000,
      secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
    }),
  };

  function open(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
    const secure = url.protocol === 'https:';
    const send = secure ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send(url, {
        agent: secure ? agents['https:'] : agents['http:'],
        lookup: gate.lookupFor(url),
        headers: { 'user-agent': userAgent, 'accept-encoding': ACCEPT_ENCODING, ...headers },
        signal,
        maxHeaderSize: 32 * 1024,
      });
      request.on('response', resolve);
      request.on('error', reject);
      request.end();
    });
  }

  /** One hop: the answer, or where it leads. */
  async function hop(url: URL, options: HttpGet, signal: AbortSignal): Promise<HttpAnswer | { location: string }> {
    const response = await open(url, options.headers ?? {}, signal);
    const status = response.statusCode ?? 0;
    onEgress?.({ url: url.href, status, problem: null });
    const location = isRedirect(status) ? response.headers.location : undefined;
    if (location !== undefined) {
      response.destroy();
      return { location };
    }
    if (Number(response.headers['content-length']) > options.maxBytes) {
      response.destroy();
      throw new CrawlError('too-large', `${url.href} ${response.headers['content-length']} B`);
    }
    const body = await readBody(response, url.href, options.maxBytes);
    return { url: url.href, status, headers: response.headers, body, redirects: 0 };
  }

  async function follow(start: string, options: HttpGet): Promise<HttpAnswer> {
    let url = gate.check(start, options.scope);
    for (let redirects = 0; ; redirects += 1) {
      const here = url;
      const got = await withDeadline(here.href, options, (signal) => hop(here, options, signal));
      if (!('location' in got)) return { ...got, redirects };
      if (redirects >= (options.maxRedirects ?? 5)) throw new EgressRefusedError('too-many-redirects', start);
      if (!URL.canParse(got.location, url))
        throw new EgressRefusedError('bad-redirect', `${url.href} → ${got.location}`);
      url = gate.check(new URL(got.location, url), options.scope);
      await options.onRedirect?.(url);
    }
  }

  return {
    async get(url, options) {
      try {
        return await follow(url, options);
      } catch (error) {
        const problem = named(error, url, options.signal?.aborted === true);
        onEgress?.({ url, status: null, problem: problem.reason });
        throw problem;
      }
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Ends the work after `timeoutMs` or when the caller's signal says so; leaves no timer and no listener behind. */
async function withDeadline<T>(
  url: string,
  { timeoutMs, signal }: HttpGet,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const stop = () => ending.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop();
  }, timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await work(ending.signal);
  } catch (cause) {
    if (late) throw new CrawlError('timeout', url, { cause, retryable: true });
    throw cause;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** The gate's refusal may arrive wrapped by the socket; both kinds come out as themselves. */
function named(error: unknown, url: string, stopped: boolean): EgressRefusedError | CrawlError {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if (at instanceof EgressRefusedError) return at;
  if (stopped) return new CrawlError('stopped', url, { cause: error });
  return error instanceof CrawlError ? error : networkProblem(error, url);
}
