import type { BrowserContext, Page, Request, Response } from 'playwright-core';
import { EgressRefusedError } from '../pipeline/outbound/egress-reasons.ts';
import { type Gate, hostAndPort, type Scope } from '../pipeline/outbound/gate.ts';
import { type GateProxy, openGateProxy } from '../pipeline/outbound/gate-proxy.ts';
import type { Exchange } from '../pipeline/outbound/http-client.ts';
import { TransportError } from '../pipeline/outbound/transport-reasons.ts';
import { browserProblem } from './browser-problem.ts';
import type { SharedBrowser } from './chromium.ts';
import { CrawlError } from './crawl-reasons.ts';
import { type RenderSteps, renderPage, watchRequests } from './render-page.ts';

export interface BrowserGet extends RenderSteps {
  /** Every request of the page, sub-resources included, keeps to these hosts. */
  scope: Scope;
  /** For everything, from the first request to the last step. */
  timeoutMs: number;
  /** Of the finished page's HTML; all its requests together may bring ten times as much, packed or unpacked. */
  maxBytes: number;
  signal?: AbortSignal;
  /** Called with each further address the page itself went to; throws to refuse the page. */
  onRedirect?: (target: URL) => void | Promise<void>;
  /** Whether to load pictures and fonts and make a full-page PNG, at most 16,000 px high. */
  screenshot?: boolean;
}

export interface RenderedPage {
  /** After redirects, of the server's or of the page's own making. */
  url: string;
  /** Of the page's document. */
  status: number;
  headers: Record<string, string>;
  /** The document as it stands after all steps; as the server sent it when the status is no 2xx. */
  html: string;
  screenshot: Buffer | null;
  /** Sub-resources that were not let through: address → reason. Hosts to add to the source where a page needs them. */
  refused: ReadonlyMap<string, string>;
}

export interface BrowserFetch {
  /**
   * Opens the address in the one browser that all pages share, does the steps, closes the page. The browser's only way
   * out is the gate. Throws CrawlError (`no-browser`, `browser-failed`, …), EgressRefusedError or TransportError.
   */
  fetch(url: string, options: BrowserGet): Promise<RenderedPage>;
  /** Closes the browser. Idempotent. */
  close(): Promise<void>;
}

export interface BrowserFetchDeps {
  gate: Gate;
  userAgent: string;
  /** Shared by all pages; closed with the fetcher. */
  browser: SharedBrowser;
  onExchange?: (exchange: Exchange) => void;
  /** Pages open at the same time, default 2. */
  atOnce?: number;
}

/** What a document needs to be put together; pictures and fonts are loaded for screenshots only. */
const NEEDED: ReadonlySet<string> = new Set(['document', 'script', 'stylesheet', 'xhr', 'fetch']);
const SEEN_IN_PICTURES: ReadonlySet<string> = new Set(['image', 'font']);
/** All requests of a page together may bring this many times `maxBytes`. */
const PARTS = 10;

export function createBrowserFetch(deps: BrowserFetchDeps): BrowserFetch {
  const { browser } = deps;
  const turns = createTurns(deps.atOnce ?? 2, () => browser.rest());

  async function open(url: string, options: BrowserGet): Promise<RenderedPage> {
    const visit = createVisit(url, options);
    const proxy = await openGateProxy({
      gate: deps.gate,
      scope: options.scope,
      maxBytes: options.maxBytes * PARTS,
      onOverflow: visit.overflow,
      ...(deps.onExchange ? { onExchange: deps.onExchange } : {}),
    });
    try {
      const context = await (await browser.get()).newContext({
        proxy: { server: proxy.address },
        userAgent: deps.userAgent,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        viewport: { width: 1280, height: 900 },
        serviceWorkers: 'block',
        acceptDownloads: false,
      });
      visit.opened(context);
      return await visit.unlessEnded(visitPage(context, visit, { ...deps, url, options, proxy }));
    } catch (error) {
      throw visit.name(error, proxy);
    } finally {
      await visit.close();
      await proxy.close();
    }
  }

  return {
    async fetch(url, options) {
      deps.gate.check(url, options.scope);
      options.signal?.throwIfAborted();
      return turns.take(() => open(url, options));
    },
    close: () => browser.close(),
  };
}

interface VisitDeps extends BrowserFetchDeps {
  url: string;
  options: BrowserGet;
  proxy: GateProxy;
}

async function visitPage(
  context: BrowserContext,
  visit: Visit,
  { gate, url, options }: VisitDeps,
): Promise<RenderedPage> {
  const page = await context.newPage();
  const refused = new Map<string, string>();
  context.on('page', (other) => void other.close().catch(() => undefined));
  page.on('crash', visit.crashed);
  await countUnpacked(page, options.maxBytes * PARTS, visit.overflow);
  await page.route('**/*', async (route) => {
    const request = route.request();
    const own = isOwnDocument(request, page);
    const type = request.resourceType();
    const wanted = type === 'document' ? own : NEEDED.has(type) || (options.screenshot && SEEN_IN_PICTURES.has(type));
    if (!wanted) return route.abort('blockedbyclient');
    try {
      gate.check(request.url(), options.scope);
    } catch (error) {
      if (!(error instanceof EgressRefusedError)) throw error;
      if (own) visit.refused(error);
      else refused.set(request.url().slice(0, 500), error.reason);
      return route.abort('blockedbyclient');
    }
    return route.continue();
  });
  // Redirects are not routed, but they are told.
  page.on('request', (request) => {
    if (isOwnDocument(request, page)) visit.asked(request.url());
  });
  const rest = watchRequests(page);
  const response = await goTo(page, url);
  const answer = { status: response.status(), headers: await response.allHeaders() };
  await tellRedirects(response, options);
  if (answer.status < 200 || answer.status >= 300)
    return { ...answer, url: page.url(), html: await response.text().catch(() => ''), screenshot: null, refused };
  const { html, screenshot } = await renderPage(page, { ...options, rest, screenshot: options.screenshot ?? false });
  // A page that went elsewhere by script is judged by where it ended.
  if (page.url() !== response.url()) await options.onRedirect?.(new URL(page.url()));
  if (Buffer.byteLength(html) > options.maxBytes) throw new TransportError('too-large', `${url} ${html.length} 字`);
  return { ...answer, url: page.url(), html, screenshot, refused };
}

/** The answer to the page's address. One without a body and with an error status makes the browser show a page of its own. */
async function goTo(page: Page, url: string): Promise<Response> {
  let answer: Response | null = null;
  page.on('response', (response) => {
    if (isOwnDocument(response.request(), page)) answer = response;
  });
  try {
    answer = await page.goto(url, { waitUntil: 'domcontentloaded', timeout: 0 });
  } catch (error) {
    if (answer === null || !String(error).includes('ERR_HTTP_RESPONSE_CODE_FAILURE')) throw error;
  }
  if (answer === null) throw new CrawlError('browser-failed', url);
  return answer;
}

function isOwnDocument(request: Request, page: Page): boolean {
  return request.isNavigationRequest() && request.frame() === page.mainFrame();
}

/** Robots and the like are asked about every further address, the first time round being over. */
async function tellRedirects(response: Response, { onRedirect }: BrowserGet): Promise<void> {
  const hops: string[] = [];
  for (let at: Request | null = response.request(); at?.redirectedFrom(); at = at.redirectedFrom()) hops.push(at.url());
  for (const hop of hops.reverse()) await onRedirect?.(new URL(hop));
}

/** The proxy counts what is on the wire; what a small packed answer unpacks to only the browser knows. */
async function countUnpacked(page: Page, maxBytes: number, overflow: () => void): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  let unpacked = 0;
  devtools.on('Network.dataReceived', ({ dataLength }) => {
    unpacked += dataLength;
    if (unpacked > maxBytes) overflow();
  });
  await devtools.send('Network.enable');
}

/** How one visit ends before its time: by the clock, by its caller, by too much data, by a crash. */
interface Visit {
  /** Throws when the visit ended while the browser was starting. */
  opened(context: BrowserContext): void;
  /** The work's result, or the reason of the end as soon as there is one, whatever the work is waiting for. */
  unlessEnded<T>(work: Promise<T>): Promise<T>;
  overflow(): void;
  crashed(): void;
  /** The page itself wanted to go where it may not. */
  refused(error: EgressRefusedError): void;
  asked(url: string): void;
  /** Resolves when nothing of it is open. */
  close(): Promise<void>;
  name(error: unknown, proxy: GateProxy): Error;
}

function createVisit(url: string, { timeoutMs, signal }: BrowserGet): Visit {
  let context: BrowserContext | null = null;
  let closing: Promise<void> | null = null;
  let ended: Error | null = null;
  let last = url;
  const closeNow = (): Promise<void> => {
    closing ??= context?.close().catch(() => undefined) ?? null;
    return closing ?? Promise.resolve();
  };
  const ending = Promise.withResolvers<never>();
  ending.promise.catch(() => undefined);
  const end = (error: Error): void => {
    ended ??= error;
    ending.reject(ended);
    // Whatever the page is doing, closing makes it fail at once.
    void closeNow();
  };
  const stop = () => end(new TransportError('stopped', url));
  const timer = setTimeout(() => end(new TransportError('timeout', url, { retryable: true })), timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  return {
    opened(opened) {
      context = opened;
      if (ended !== null) throw ended;
    },
    unlessEnded(work) {
      work.catch(() => undefined);
      return Promise.race([work, ending.promise]);
    },
    overflow: () => end(new TransportError('too-large', url)),
    crashed: () => end(new CrawlError('browser-failed', `${url} 页面崩溃`)),
    refused: end,
    asked(address) {
      last = address;
    },
    close() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      return closeNow();
    },
    name(error, proxy) {
      if (ended !== null) return ended;
      const pair = URL.canParse(last) ? hostAndPort(new URL(last)) : '';
      return browserProblem(error, last, proxy.problemAt(pair));
    },
  };
}

interface Turns {
  take<T>(work: () => Promise<T>): Promise<T>;
}

function createTurns(atOnce: number, onIdle: () => void): Turns {
  const waiting: (() => void)[] = [];
  let active = 0;
  return {
    async take(work) {
      if (active >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else active += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else active -= 1;
        if (active === 0) onIdle();
      }
    },
  };
}
