import { Readable } from 'node:stream';
import {
  type BaseHttpClient,
  Configuration,
  log as crawleeLog,
  EventManager,
  HttpCrawler,
  LogLevel,
  RequestQueue,
} from '@crawlee/http';
import type { Scope } from '../pipeline/outbound/gate.ts';
import type { HttpAnswer } from '../pipeline/outbound/http-client.ts';
import type { Validators } from './bookmarks.ts';
import type { Politeness } from './catalogue-schema.ts';
import { CrawlError, isRetryable } from './crawl-reasons.ts';
import { type HostLimiter, pause } from './host-limiter.ts';
import { problemOf } from './http-problem.ts';
import type { PageFetcher } from './page-fetcher.ts';
import type { FetchedPage } from './source.ts';

/** One page to fetch, with what its handler needs to know. */
export interface PageTask<T> {
  url: string;
  data: T;
  /** Beyond the usual ones. */
  headers?: Record<string, string> | null;
}

export interface CrawlHandlers<T> {
  /**
   * What to do with a page. `add` queues more pages of this run, `get` fetches one at once, as politely as the others.
   * A throw counts as a failure, retried if retryable.
   */
  page(
    page: FetchedPage,
    data: T,
    add: (tasks: readonly PageTask<T>[]) => Promise<void>,
    get: (url: string) => Promise<FetchedPage>,
  ): Promise<void>;
  /** Told instead of `page` when the server says that the page is as it was (only when a header asked). */
  unchanged?(data: T, url: string): Promise<void>;
  /** Told once per page that was given up. */
  failed(error: unknown, data: T, url: string): Promise<void>;
}

export interface CrawlPagesDeps {
  limiter: HostLimiter;
  /** Epoch milliseconds. */
  now(): number;
}

export interface CrawlPagesOptions {
  fetcher: PageFetcher;
  politeness: Politeness;
  scope: Scope;
  /** Milliseconds robots.txt asks for between two requests to this address; null for nothing. Throws when forbidden. */
  permit(url: string): Promise<number | null>;
  signal: AbortSignal;
}

/** A wait that a site asks for beyond this ends the run for that site instead. */
const LONGEST_WAIT_MS = 30_000;
/** Crawl-delay beyond this is kept to as this: a run would never end otherwise. */
const LONGEST_DELAY_MS = 60_000;
const RETRIES = 2;

/**
 * Fetches pages with crawlee until none is left: its queue, concurrency and retries; our client, which is the gate.
 * Everything is in memory; the queue lives as long as the call. Each page ends in exactly one handler.
 */
export async function crawlPages<T>(
  seeds: readonly PageTask<T>[],
  handlers: CrawlHandlers<T>,
  deps: CrawlPagesDeps & CrawlPagesOptions,
): Promise<void> {
  const { politeness, signal, now } = deps;
  // Crawlee's log is silent: every failure comes out of `failed` with a named reason.
  crawleeLog.setLevel(LogLevel.OFF);
  const config = new Configuration({
    persistStorage: false,
    purgeOnStart: false,
    availableMemoryRatio: 0.9,
    eventManager: new QuietEvents(),
  });
  const queue = await RequestQueue.open('run', { config });
  const known = new Map<string, PageTask<T>>();
  const failures = new Map<string, unknown>();
  const add = async (tasks: readonly PageTask<T>[]): Promise<void> => {
    const fresh = tasks.filter(({ url }) => !known.has(url));
    for (const task of fresh) known.set(task.url, task);
    await queue.addRequests(fresh.map(({ url }) => ({ url, uniqueKey: url })));
  };
  const taskOf = (url: string): PageTask<T> => {
    const found = known.get(url);
    if (found === undefined) throw new TypeError(`no task for ${url}`);
    return found;
  };

  const crawler = new HttpCrawler(
    {
      requestQueue: queue,
      httpClient: asCrawleeClient((url) => getPage(taskOf(url), deps), failures),
      minConcurrency: politeness.concurrency,
      maxConcurrency: politeness.concurrency,
      autoscaledPoolOptions: { maybeRunIntervalSecs: 0.05 },
      maxRequestRetries: RETRIES,
      useSessionPool: false,
      persistCookiesPerSession: false,
      forceResponseEncoding: 'latin1',
      additionalMimeTypes: ['*/*'],
      ignoreHttpErrorStatusCodes: Array.from({ length: 200 }, (_, index) => 400 + index),
      // Our client has the real limits; waiting for a turn at the host counts into these.
      navigationTimeoutSecs: WAITING_SECS,
      requestHandlerTimeoutSecs: WAITING_SECS,
      statisticsOptions: { saveErrorSnapshots: false, persistenceOptions: { enable: false } },
      async requestHandler({ request, body, response }) {
        const { data } = taskOf(request.url);
        if (failures.has(request.url)) throw takeOut(failures, request.url);
        if (response.statusCode === 304 && handlers.unchanged) return handlers.unchanged(data, request.url);
        const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body, 'latin1');
        await handlers.page(
          toPage({ url: response.url ?? request.url, headers: response.headers, bytes }, now()),
          data,
          add,
          async (url) => {
            const { body: bytes, ...answer } = await getPage({ url }, deps);
            return toPage({ ...answer, bytes }, now());
          },
        );
      },
      errorHandler({ request }, error) {
        if (!isRetryable(error) || signal.aborted) request.noRetry = true;
      },
      async failedRequestHandler({ request }, error) {
        await handlers.failed(signal.aborted ? stopped(request.url) : error, taskOf(request.url).data, request.url);
      },
    },
    config,
  );
  const stop = () => crawler.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await add(seeds);
    await crawler.run();
  } finally {
    signal.removeEventListener('abort', stop);
    await queue.drop();
  }
}

const WAITING_SECS = 600;

/** Crawlee's own measures the machine by starting `ps` every second; our concurrency is fixed, so nothing is lost. */
class QuietEvents extends EventManager {}

/**
 * One request of crawlee → turn at the host, gate, answer. A failure is laid aside for the request handler to throw:
 * crawlee would take some errors of a client for a proxy's and replace them by its own.
 */
function asCrawleeClient(get: (url: string) => Promise<HttpAnswer>, failures: Map<string, unknown>): BaseHttpClient {
  return {
    sendRequest() {
      throw new TypeError('only page requests go out from here');
    },
    async stream(request) {
      const asked = String(request.url);
      const { url, status, headers, body } = await get(asked).catch((error: unknown) => {
        failures.set(asked, error);
        return { url: asked, status: 200, headers: {}, body: Buffer.alloc(0) };
      });
      return {
        stream: Readable.from([body], { objectMode: false }),
        request,
        redirectUrls: [],
        url,
        statusCode: status,
        headers: { ...headers },
        trailers: {},
        complete: true,
        downloadProgress: { percent: 1, transferred: body.length },
        uploadProgress: { percent: 1, transferred: 0 },
      };
    },
  };
}

async function getPage(
  { url, headers }: Pick<PageTask<unknown>, 'url' | 'headers'>,
  deps: CrawlPagesDeps & CrawlPagesOptions,
): Promise<HttpAnswer> {
  const { fetcher, limiter, politeness, scope, permit, signal, now } = deps;
  const takeTurn = async (target: URL): Promise<void> => {
    const asked = Math.min((await permit(target.href)) ?? 0, LONGEST_DELAY_MS);
    const held = limiter.heldFor(target.host);
    if (held > LONGEST_WAIT_MS)
      throw new CrawlError('throttled', `${target.href} 还需等待 ${Math.ceil(held / 1000)} 秒`);
    await limiter.turn(target.host, Math.max(politeness.delayMs, asked), signal);
  };
  const start = new URL(url);
  await takeTurn(start);
  const answer = await fetcher(url, {
    ...politeness,
    scope,
    signal,
    headers: {
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5',
      'accept-language': 'zh-CN,zh;q=0.9',
      ...headers,
    },
    onRedirect: takeTurn,
  });
  if (answer.status === 304 && headers) return answer;
  const problem = problemOf(answer, now());
  if (problem?.reason === 'throttled') limiter.hold(start.host, problem.retryAfterMs ?? 10_000);
  if (problem?.reason === 'server-error') await pause(500, signal);
  if (problem) throw problem;
  return answer;
}

function toPage(
  { url, headers, bytes }: { url: string; headers: Headers; bytes: Buffer },
  fetchedAt: number,
): FetchedPage {
  const [contentType] = [headers['content-type'] ?? ''].flat();
  return { url, contentType: contentType ?? '', bytes, fetchedAt, ...validatorsOf(headers) };
}

interface Headers {
  [name: string]: string | string[] | undefined;
}

function validatorsOf(headers: Headers): { validators?: Validators } {
  const [etag = null, modified = null] = [headers.etag, headers['last-modified']].map((value) =>
    typeof value === 'string' ? value : undefined,
  );
  return etag === null && modified === null ? {} : { validators: { etag, modified } };
}

function takeOut(failures: Map<string, unknown>, url: string): unknown {
  const failure = failures.get(url);
  failures.delete(url);
  return failure;
}

function stopped(url: string): CrawlError {
  return new CrawlError('stopped', url);
}
