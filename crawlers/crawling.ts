import type { CapturedPage } from '../pipeline/evidence/captured-page.ts';
import { toShanghai } from '../pipeline/model/calendar.ts';
import type { SourceHealth, SourceRun, SourceStatus } from '../pipeline/model/source-status.ts';
import type { EgressLog, Purpose } from '../pipeline/outbound/egress-log.ts';
import { createGate, type Resolve } from '../pipeline/outbound/gate.ts';
import { createHttpClient } from '../pipeline/outbound/http-client.ts';
import type { Logger } from '../pipeline/stage.ts';
import type { KnownPost, Look, LookAgain } from '../pipeline/watch/look.ts';
import { type Bookmarks, createBookmarks } from './bookmarks.ts';
import { capturePage } from './capture.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { DEFAULT_POLITENESS } from './catalogue-schema.ts';
import { createSharedBrowser, findChromium } from './chromium.ts';
import { CRAWL_REASONS, type CrawlError, type CrawlReason, isSkip } from './crawl-reasons.ts';
import { createExtractor } from './extract/extractor.ts';
import { createBrowserFetch } from './fetch-browser.ts';
import { createHistories, type FinishedRun, type Histories, HOUR_MS } from './health/history.ts';
import { judgeHealth } from './health/judge.ts';
import { type Holds, NO_HOLDS } from './holds.ts';
import { createHostLimiter } from './host-limiter.ts';
import type { ColumnShapes } from './import/column-shapes.ts';
import { type Lease, type Leases, NO_LEASES } from './lease.ts';
import { lookAgain } from './look-again.ts';
import { browserFetcher, httpFetcher } from './page-fetcher.ts';
import { permitted } from './permitted.ts';
import { createRobotsCache } from './robots-cache.ts';
import { runFolder } from './run-folder.ts';
import { type Accept, type RunResult, runSource } from './run-source.ts';
import { createScheduler } from './schedule.ts';
import type { Source } from './source.ts';
import { statusAfter, statusBefore } from './source-state.ts';
import { createSource } from './sources/create-source.ts';
import { createVisited, type Visited } from './visited.ts';

/** A row of the catalogue; one that is retired is never run, on schedule or by name. */
export type Sourced = CatalogueEntry & { retired?: boolean };

export interface CrawlingOptions {
  /** From loadCatalogue; what people took out of service is marked so. */
  catalogue: readonly Sourced[];
  accept: Accept;
  /** Told of every source once at the start and after each of its runs. A throw is logged. */
  onStatus?: (status: SourceStatus) => void | Promise<void>;
  /** Statuses of an earlier process by source id, so that last success survives a restart. */
  previous?: ReadonlyMap<string, SourceStatus>;
  /** What is on record of a source now: another process may have run it since. */
  latest?: (sourceId: string) => Promise<SourceStatus | null>;
  visited?: Visited;
  bookmarks?: Bookmarks;
  histories?: Histories;
  /** What search pages are asked for, at most so many; asked at each run. */
  keywords?: (most: number) => readonly string[];
  /** Where watched folders are; default `inbox` of the working directory. */
  inbox?: { root: string; shapes?: () => Promise<ColumnShapes>; settleMs?: number };
  /** So that no two processes run a source at the same time; without it this one is taken to be alone. */
  leases?: Leases;
  holds?: Holds;
  log: Logger;
  /** Epoch milliseconds; default the system clock. */
  now?: () => number;
  random?: () => number;
  resolve?: Resolve;
  /** Exact `host:port` pairs that may be reached although they are not public. */
  allowPrivate?: readonly string[];
  /** Keeps every request that left or was refused. */
  egress?: EgressLog;
  /** Path of Chromium for pages put together by script; without one an installed Chromium is used. */
  chromium?: string | undefined;
  /** Mail or page where a site's owner can reach the operator; goes into the User-Agent. */
  userAgentContact?: string | undefined;
  version?: string;
  /** Runs at the same time, default 4. */
  atOnce?: number;
  /** First runs are spread over this, default 60 s. */
  startSpreadMs?: number;
}

export interface Crawling {
  /** Begins the schedules of all enabled sources, and a first run of each. */
  start(): Promise<void>;
  /**
   * One run of the named sources (all enabled ones without names), in the order they end. An unknown name throws
   * RangeError before anything runs. A named source runs even when it is switched off, not when a setting is missing.
   */
  runNow(ids?: readonly string[]): AsyncIterable<SourceRun>;
  readonly sources: readonly string[];
  /** Puts a row in force, a new one or instead of the one of its id; a run that is under way ends with the old one. */
  put(entry: Sourced): Promise<void>;
  /**
   * The page as evidence. A source that is not in the catalogue (an import) may be asked at the address's own host only.
   * Rejects when it cannot be had, or the crawling is closed.
   */
  capture(sourceId: string, url: string): Promise<CapturedPage>;
  /** Whether a known post is still there, and how it stands now. */
  look: LookAgain;
  /** Stops running sources at the next page and waits for them. Idempotent. */
  close(): Promise<void>;
}

export const AGENT = 'YuqingBot';

/** All crawling of one process: one gate, one client, one limiter per host, one schedule. */
export function createCrawling(options: CrawlingOptions): Crawling {
  const { catalogue, accept, log, now = Date.now, random = Math.random } = options;
  const gate = createGate({
    allowPrivate: options.allowPrivate ?? [],
    ...(options.resolve ? { resolve: options.resolve } : {}),
  });
  const agentName = userAgent(options.version ?? '0.1', options.userAgentContact);
  const clientFor = (purpose: Purpose) =>
    createHttpClient({ gate, userAgent: agentName, ...recording(purpose, options.egress) });
  const [client, robotsClient] = [clientFor('crawl'), clientFor('robots')];
  const browser = createBrowserFetch({
    gate,
    userAgent: agentName,
    browser: createSharedBrowser(findChromium(options.chromium)),
    ...recording('browser', options.egress),
  });
  const extractor = createExtractor();
  const deps = {
    fetcherFor: (source: Source) =>
      source.row.render ? browserFetcher(browser, source.row.render) : httpFetcher(client),
    limiter: createHostLimiter({ now, random }),
    robots: createRobotsCache({ client: robotsClient, now }),
    visited: options.visited ?? createVisited(),
    bookmarks: options.bookmarks ?? createBookmarks(),
    accept,
    agent: AGENT,
    log,
    now,
  };
  const leases = options.leases ?? NO_LEASES;
  const holds = options.holds ?? NO_HOLDS;
  const histories = options.histories ?? createHistories();
  const statuses = new Map(
    catalogue.map((entry) => [entry.row.id, statusBefore(entry, options.previous?.get(entry.row.id))]),
  );
  const runs = new Map<string, SourceRun>();
  const entries = new Map(catalogue.map((entry) => [entry.row.id, entry]));
  const sourceOf = ({ row }: CatalogueEntry): Source =>
    createSource(row, { extractor, ...(options.keywords ? { keywords: options.keywords } : {}) });
  const usable = new Map(catalogue.filter(mayRun).map((entry) => [entry.row.id, sourceOf(entry)]));

  async function report(status: SourceStatus): Promise<void> {
    statuses.set(status.sourceId, status);
    try {
      await options.onStatus?.(status);
    } catch (error) {
      log.error({ source: status.sourceId, error: String(error) }, 'source status not written');
    }
  }

  async function runOnce(source: Source, signal: AbortSignal): Promise<RunResult> {
    if (source.row.kind === 'folder')
      return runFolder(source.row, { ...options.inbox, root: options.inbox?.root ?? 'inbox', accept, now }, signal);
    await holds.load(deps.limiter);
    const result = await runSource(source, deps, signal);
    await holds.save(deps.limiter);
    return result;
  }

  /** By what is on record; a store that is away must not keep a source from being run. */
  async function statusOf(entry: Sourced): Promise<SourceStatus> {
    const { id } = entry.row;
    const known = statuses.get(id);
    const latest = await options.latest?.(id).catch(() => null);
    return statusBefore(entry, latest ?? known);
  }

  async function run(id: string, signal: AbortSignal): Promise<void> {
    const source = usable.get(id);
    const entry = entries.get(id);
    if (!source || !entry) return;
    let lease: Lease | null = null;
    try {
      lease = await leases.take(id, signal);
      if (lease === null) {
        log.info({ source: id }, CRAWL_REASONS['running-elsewhere']);
        runs.set(id, nothingRun(id, 'running-elsewhere'));
        return;
      }
      const { run: counts, problem, extraction } = await runOnce(source, AbortSignal.any([signal, lease.signal]));
      runs.set(id, counts);
      if (problem !== null) logProblem(id, problem);
      const health = await judge(id, { run: counts, extraction, read: problem === null, at: now() });
      await report(statusAfter(await statusOf(entry), { run: counts, problem, at: toShanghai(now()), health }));
    } catch (error) {
      log.error(
        { source: id, error: error instanceof Error ? error.stack : String(error) },
        'run of a source broke off',
      );
      const counts = nothingRun(id, signal.aborted ? 'stopped' : 'internal-error');
      runs.set(id, counts);
      const at = toShanghai(now());
      await report(statusAfter(await statusOf(entry), { run: counts, problem: null, at, health: null }));
    } finally {
      await lease?.release();
    }
  }

  /** A run that was cut short says nothing about the source. */
  async function judge(id: string, run: FinishedRun): Promise<SourceHealth | null> {
    if ((run.run.reasons.stopped ?? 0) > 0) return null;
    return judgeHealth(await histories.add(id, run), Math.floor(run.at / HOUR_MS));
  }

  function logProblem(id: string, problem: CrawlError): void {
    log.warn({ source: id, reason: problem.reason, detail: problem.detail }, CRAWL_REASONS[problem.reason]);
  }

  const isOn = (entry: Sourced): boolean => entry.row.enabled && mayRun(entry);
  const scheduler = createScheduler(
    catalogue.filter(isOn).map(({ row }) => ({ id: row.id, cron: row.schedule })),
    { run, spreadMs: options.startSpreadMs ?? 60_000, atOnce: options.atOnce ?? 4 },
  );

  async function put(entry: Sourced): Promise<void> {
    const { id, schedule } = entry.row;
    entries.set(id, entry);
    if (mayRun(entry)) usable.set(id, sourceOf(entry));
    else usable.delete(id);
    scheduler.set(id, isOn(entry) ? schedule : null);
    await report(await statusOf(entry));
  }

  async function* runNow(ids = [...entries.values()].filter(isOn).map(({ row }) => row.id)): AsyncIterable<SourceRun> {
    const pending = new Map(ids.map((id) => [id, scheduler.runNow(id).then(() => id)] as const));
    while (pending.size > 0) {
      const id = await Promise.race(pending.values());
      pending.delete(id);
      const done = runs.get(id);
      if (done) yield done;
    }
  }

  async function look(post: KnownPost): Promise<Look> {
    const source = usable.get(post.sourceId);
    if (!source) return { kind: 'failed', words: '来源目录中没有这个来源' };
    const { politeness } = source.row;
    const { signal } = closing;
    return lookAgain(source, post, {
      ...deps,
      fetcher: deps.fetcherFor(source),
      politeness,
      scope: { hosts: source.hosts },
      permit: (url) => permitted(url, source, { robots: deps.robots, agent: AGENT, signal }),
      signal,
    });
  }

  function capture(sourceId: string, url: string): Promise<CapturedPage> {
    const row = entries.get(sourceId)?.row;
    const hosts = usable.get(sourceId)?.hosts ?? (URL.canParse(url) ? [new URL(url).hostname] : []);
    const politeness = row?.politeness ?? DEFAULT_POLITENESS;
    const request = { url, scope: { hosts }, politeness, render: row?.render ?? {}, signal: closing.signal };
    return capturePage(request, { ...deps, client, browser, userAgent: agentName });
  }

  const closing = new AbortController();
  let closed: Promise<void> | null = null;
  return {
    get sources() {
      return [...entries.keys()];
    },
    put,
    async start() {
      for (const status of statuses.values()) await report(status);
      scheduler.start();
    },
    capture,
    look,
    runNow(ids) {
      const unknown = (ids ?? []).filter((id) => !usable.has(id));
      if (unknown.length > 0)
        throw new RangeError(`没有这个来源，它已撤下，或它所需的设置没有给出：${unknown.join('、')}`);
      return runNow(ids === undefined ? undefined : [...ids]);
    },
    close() {
      closing.abort(new Error('采集停止'));
      closed ??= scheduler.close().then(async () => {
        await extractor.close();
        client.close();
        robotsClient.close();
        await browser.close();
      });
      return closed;
    },
  };
}

function mayRun({ missing, retired = false }: Sourced): boolean {
  return missing === null && !retired;
}

function recording(purpose: Purpose, egress: EgressLog | undefined) {
  return egress ? { onExchange: egress.recorder(purpose) } : {};
}

function userAgent(version: string, contact: string | undefined): string {
  const plain = contact?.replace(/[^\x20-\x7e]|[()]/g, '').trim();
  return plain ? `${AGENT}/${version} (+${plain})` : `${AGENT}/${version}`;
}

/** A run that did not come to anything, counted as one entry. */
function nothingRun(source: string, reason: CrawlReason): SourceRun {
  const skipped = isSkip(reason) ? 1 : 0;
  const reasons = { [reason]: 1 };
  return { source, listed: 1, fetched: 0, accepted: 0, duplicates: 0, failed: 1 - skipped, skipped, reasons };
}
