import { constants } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { EgressRefusedError } from './egress-reasons.ts';
import type { Gate, Scope } from './gate.ts';
import { networkProblem } from './network-problem.ts';
import { TransportError } from './transport-reasons.ts';
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

/** A redirect is an answer here: what was meant for one address is not told to another. */
export interface HttpPost extends Omit<HttpGet, 'onRedirect' | 'maxRedirects'> {
  body: string;
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
   * Any HTTP status is an answer. Throws EgressRefusedError or TransportError.
   */
  get(url: string, options: HttpGet): Promise<HttpAnswer>;
  /** As `get`, without following anything. */
  post(url: string, options: HttpPost): Promise<HttpAnswer>;
  /** Destroys idle and open sockets. */
  close(): void;
}

/** What became of one request, for the egress log. */
export interface Exchange {
  method: string;
  url: string;
  address: string | null;
  status: number | null;
  bytes: number;
  problem: string | null;
}

export interface HttpClientOptions {
  gate: Gate;
  userAgent: string;
  /** Told of every request that left or was refused. */
  onExchange?: (exchange: Exchange) => void;
}

type Hop = HttpAnswer | { location: string };

export function createHttpClient({ gate, userAgent, onExchange }: HttpClientOptions): HttpClient {
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

  function open(url: URL, options: HttpGet & { body?: string }, signal: AbortSignal): Promise<IncomingMessage> {
    const secure = url.protocol === 'https:';
    const send = secure ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send(url, {
        method: options.body === undefined ? 'GET' : 'POST',
        agent: secure ? agents['https:'] : agents['http:'],
        lookup: gate.lookupFor(url),
        headers: { 'user-agent': userAgent, 'accept-encoding': ACCEPT_ENCODING, ...options.headers },
        signal,
        maxHeaderSize: 32 * 1024,
      });
      request.on('response', resolve);
      request.on('error', reject);
      request.end(options.body);
    });
  }

  /** One exchange, told to the log whatever becomes of it. */
  async function hop(url: URL, options: HttpGet & { body?: string }, signal: AbortSignal): Promise<Hop> {
    const method = options.body === undefined ? 'GET' : 'POST';
    const exchange: Exchange = { method, url: url.href, address: null, status: null, bytes: 0, problem: null };
    try {
      const response = await open(url, options, signal);
      exchange.status = response.statusCode ?? 0;
      exchange.address = response.socket.remoteAddress ?? null;
      return await readAnswer(response, { url, options, exchange });
    } catch (error) {
      exchange.problem = named(error, url.href, false).reason;
      throw error;
    } finally {
      onExchange?.(exchange);
    }
  }

  /** What the gate refuses by its text never reaches a socket, and so never `hop`. */
  function checked(method: string, url: string | URL, scope: Scope | undefined): URL {
    try {
      return gate.check(url, scope);
    } catch (error) {
      if (error instanceof EgressRefusedError)
        onExchange?.({ method, url: error.url, address: null, status: null, bytes: 0, problem: error.reason });
      throw error;
    }
  }

  async function follow(start: string, options: HttpGet): Promise<HttpAnswer> {
    let url = checked('GET', start, options.scope);
    for (let redirects = 0; ; redirects += 1) {
      const here = url;
      const got = await withDeadline(here.href, options, (signal) => hop(here, options, signal));
      if (!('location' in got)) return { ...got, redirects };
      if (redirects >= (options.maxRedirects ?? 5)) throw new EgressRefusedError('too-many-redirects', start);
      if (!URL.canParse(got.location, url))
        throw new EgressRefusedError('bad-redirect', `${url.href} → ${got.location}`);
      url = checked('GET', new URL(got.location, url), options.scope);
      await options.onRedirect?.(url);
    }
  }

  async function tell(url: string, options: HttpPost): Promise<HttpAnswer> {
    const target = checked('POST', url, options.scope);
    const got = await withDeadline(url, options, (signal) => hop(target, options, signal));
    if ('location' in got) throw new TypeError('a POST does not follow');
    return got;
  }

  const naming =
    <O extends { signal?: AbortSignal }>(work: (url: string, options: O) => Promise<HttpAnswer>) =>
    (url: string, options: O): Promise<HttpAnswer> =>
      work(url, options).catch((error: unknown) => {
        throw named(error, url, options.signal?.aborted === true);
      });

  return {
    get: naming(follow),
    post: naming(tell),
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

async function readAnswer(
  response: IncomingMessage,
  { url, options, exchange }: { url: URL; options: HttpGet & { body?: string }; exchange: Exchange },
): Promise<Hop> {
  const status = response.statusCode ?? 0;
  const location = options.body === undefined && isRedirect(status) ? response.headers.location : undefined;
  if (location !== undefined) {
    response.destroy();
    return { location };
  }
  if (Number(response.headers['content-length']) > options.maxBytes) {
    response.destroy();
    throw new TransportError('too-large', `${url.href} ${response.headers['content-length']} B`);
  }
  const { body, wireBytes } = await readBody(response, url.href, options.maxBytes);
  exchange.bytes = wireBytes;
  return { url: url.href, status, headers: response.headers, body, redirects: 0 };
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** Ends the work after `timeoutMs` or when the caller's signal says so; leaves no timer and no listener behind. */
async function withDeadline<T>(
  url: string,
  { timeoutMs, signal }: Pick<HttpGet, 'timeoutMs' | 'signal'>,
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
    if (late) throw new TransportError('timeout', url, { cause, retryable: true });
    throw cause;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** The gate's refusal may arrive wrapped by the socket; both kinds come out as themselves. */
function named(error: unknown, url: string, stopped: boolean): EgressRefusedError | TransportError {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if (at instanceof EgressRefusedError) return at;
  if (stopped) return new TransportError('stopped', url, { cause: error });
  return error instanceof TransportError ? error : networkProblem(error, url);
}
