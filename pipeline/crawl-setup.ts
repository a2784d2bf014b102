import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createBookmarks } from '../crawlers/bookmarks.ts';
import { loadCatalogue } from '../crawlers/catalogue.ts';
import { type Crawling, createCrawling } from '../crawlers/crawling.ts';
import { createHistories } from '../crawlers/health/history.ts';
import { createHolds } from '../crawlers/holds.ts';
import { openColumnShapes } from '../crawlers/import/column-shapes.ts';
import { createLeases } from '../crawlers/lease.ts';
import { openSourceBook, type SourceBook } from '../crawlers/source-book.ts';
import { createVisited } from '../crawlers/visited.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { searchKeywords } from '../rules/search-keywords.ts';
import type { Config } from './config.ts';
import type { Ingest } from './ingest.ts';
import type { SourceStatus } from './model/source-status.ts';
import { channelsOf } from './notifiers.ts';
import { noticeSourceTrouble } from './notify/source-notices.ts';
import type { EgressLog } from './outbound/egress-log.ts';
import { allowedPairs } from './outbound/setup.ts';
import { catalogueOf } from './paths.ts';
import { readSourceStatus, readSourceStatuses, recordSourceStatus } from './source-states.ts';
import type { Logger } from './stage.ts';
import type { Store } from './store/store.ts';

/** Where to collect from, when it is not the public catalogue: the demo town. */
export interface CrawlSetup {
  catalogue: string;
  /** Values for `{name}` in addresses. */
  settings: Readonly<Record<string, string>>;
  /** `host:port` pairs that may be private. */
  allowPrivate: readonly string[];
  /** First runs are spread over this, milliseconds. */
  startSpreadMs: number;
}

export interface CrawlDeps {
  config: Config;
  store: Store;
  ingest: Ingest;
  egress: EgressLog;
  /** In force now: search pages are asked for what they look for. */
  rules: () => Pick<RuleSet, 'rules'>;
  log: Logger;
  now: () => number;
  sources?: CrawlSetup;
  onStatus?: (status: SourceStatus) => void;
}

/** What may be crawled by rights of the catalogue and of those who change it, and the crawling of it. */
export interface CrawlingSetUp {
  crawling: Crawling;
  sourceBook: SourceBook;
}

/** Crawling with its results going into the pipeline and its health into the store. Not started yet. */
export async function setUpCrawling(deps: CrawlDeps): Promise<CrawlingSetUp> {
  const { config, store, sources } = deps;
  const settings = sources?.settings ?? { rsshub: config.rsshubUrl };
  const sourceBook: SourceBook = await openSourceBook({
    shipped: await loadCatalogue(sources?.catalogue ?? catalogueOf(config), settings),
    settings,
    store,
    onChange: (entry) => crawling.put(entry),
  });
  const crawling = createCrawling({
    catalogue: sourceBook.entries(),
    accept: deps.ingest.accept,
    keywords: (most) => searchKeywords(deps.rules(), most),
    visited: createVisited(store),
    bookmarks: createBookmarks(store),
    inbox: { root: join(config.dataDir, 'inbox'), shapes: () => openColumnShapes(store) },
    histories: createHistories(store),
    holds: createHolds(store, deps.now),
    leases: createLeases(store, { owner: randomUUID(), now: deps.now }),
    previous: await readSourceStatuses(store),
    latest: (sourceId) => readSourceStatus(store, sourceId),
    async onStatus(status) {
      await recordSourceStatus(store, status);
      await noticeSourceTrouble(status, { store, channels: channelsOf(config) });
      deps.onStatus?.(status);
    },
    log: deps.log,
    now: deps.now,
    allowPrivate: [...allowedPairs(config), ...(sources?.allowPrivate ?? [])],
    egress: deps.egress,
    chromium: config.chromium,
    userAgentContact: config.contact,
    ...(sources ? { startSpreadMs: sources.startSpreadMs } : {}),
  });
  return { crawling, sourceBook };
}

/** Starts single runs without waiting for them; a source that is running so already is left alone. */
export function createRunTrigger(crawling: Crawling, log: Logger) {
  const running = new Set<string>();
  return async function trigger(sourceId: string): Promise<'started' | 'running'> {
    if (running.has(sourceId)) return 'running';
    const runs = crawling.runNow([sourceId]);
    running.add(sourceId);
    void consume(runs)
      .catch((error: unknown) => log.error({ source: sourceId, err: String(error) }, 'run on demand broke off'))
      .finally(() => running.delete(sourceId));
    return 'started';
  };
}

async function consume(runs: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of runs) {
    // Counts reach the sources page through the status.
  }
}
