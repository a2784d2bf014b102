import { BasicCrawler, Configuration, log as crawleeLog, EventManager, LogLevel, RequestQueue } from '@crawlee/basic';
import { CrawlError, isRetryable } from './crawl-reasons.ts';
import { type FetchPageDeps, fetchPage, type PageRequest } from './fetch-page.ts';
import type { FetchedPage } from './source.ts';

/** One page to fetch, with what its handler needs to know. */
export interface PageTask<T> extends PageRequest {
  data: T;
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

const RETRIES = 2;
/** Our client has the real limits; waiting for a turn at the host counts into this one. */
const WAITING_SECS = 600;

/** Crawlee's own measures the machine by starting `ps` every second; our concurrency is fixed, so nothing is lost. */
class QuietEvents extends EventManager {}

/**
 * Fetches pages until none is left: crawlee's queue, concurrency and retries; our fetching, which passes the gate.
 * Everything is in memory; the queue lives as long as the call. Each page ends in exactly one handler.
 */
export async function crawlPages<T>(
  seeds: readonly PageTask<T>[],
  handlers: CrawlHandlers<T>,
  deps: FetchPageDeps,
): Promise<void> {
  const { politeness, signal } = deps;
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
  const more = async (url: string): Promise<FetchedPage> => {
    const page = await fetchPage({ url }, deps);
    if (page === 'unchanged') throw new TypeError('nothing asked whether it changed');
    return page;
  };

  const crawler = new BasicCrawler(
    {
      requestQueue: queue,
      minConcurrency: politeness.concurrency,
      maxConcurrency: politeness.concurrency,
      autoscaledPoolOptions: { maybeRunIntervalSecs: 0.05 },
      maxRequestRetries: RETRIES,
      useSessionPool: false,
      requestHandlerTimeoutSecs: WAITING_SECS,
      statisticsOptions: { saveErrorSnapshots: false, persistenceOptions: { enable: false } },
      async requestHandler({ request }) {
        const task = taskOf(request.url);
        const page = await fetchPage(task, deps);
        if (page === 'unchanged') await handlers.unchanged?.(task.data, task.url);
        else await handlers.page(page, task.data, add, more);
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

function stopped(url: string): CrawlError {
  return new CrawlError('stopped', url);
}
