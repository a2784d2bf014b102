import type { RawItem } from '../pipeline/model/raw-item.ts';
import type { SourceRun } from '../pipeline/model/source-status.ts';
import { hostListed } from '../pipeline/outbound/gate.ts';
import type { Logger } from '../pipeline/stage.ts';
import type { Bookmarks } from './bookmarks.ts';
import { crawlPages, type PageTask } from './crawl-pages.ts';
import { CrawlError, type CrawlReason, reasonOf } from './crawl-reasons.ts';
import type { FetchPageDeps } from './fetch-page.ts';
import { countExtraction, type ExtractionCounts } from './health/extraction-counts.ts';
import type { PageFetcher } from './page-fetcher.ts';
import { permitted } from './permitted.ts';
import type { RobotsCache } from './robots-cache.ts';
import { openRunDepth, type Place } from './run-depth.ts';
import { createTally } from './run-tally.ts';
import type { FetchedPage, FoundItem, FoundLink, Source } from './source.ts';
import { toRawItem } from './to-raw-item.ts';
import type { Visited } from './visited.ts';

/** Hands items to the bus. Resolves when they are durable; a throw means none of them is. */
export type Accept = (items: readonly RawItem[]) => Promise<{ accepted: number; duplicates: number }>;

export interface RunDeps extends Pick<FetchPageDeps, 'limiter' | 'now'> {
  /** How pages of this source are fetched. */
  fetcherFor(source: Source): PageFetcher;
  robots: RobotsCache;
  visited: Visited;
  bookmarks: Bookmarks;
  accept: Accept;
  /** Product token for robots.txt. */
  agent: string;
  log: Logger;
}

export interface RunResult {
  run: SourceRun;
  /** What stopped the run as a whole (no list page could be read); null when at least one could. */
  problem: CrawlError | null;
  extraction: ExtractionCounts;
}

type Task = Place & ({ kind: 'list' } | { kind: 'page'; link: FoundLink });

/** So often what was taken is made durable within a run: a crash then costs at most so many second looks. */
const SAVE_EVERY = 25;

/**
 * One run of a source: its list pages, then the pages behind entries that are new, within the row's page limit.
 * In the counts, listed = accepted + duplicates + failed + skipped: an entry counts once, or as often as its page held
 * posts. A list page that could not be read counts as one failed entry. Never throws for what a site does.
 */
export async function runSource(source: Source, deps: RunDeps, signal: AbortSignal): Promise<RunResult> {
  const { row } = source;
  const tally = createTally(row.id);
  const extraction = countExtraction();
  const depth = await openRunDepth(source, deps.bookmarks);
  const budget = { left: row.politeness.maxPages };
  let listsRead = 0;
  let problem: CrawlError | null = null;
  let unsaved = 0;

  async function take(items: readonly FoundItem[], fetchedAt: number): Promise<{ news: boolean }> {
    if (items.length === 0) return { news: false };
    const raw = items.map((item) => toRawItem(source, item, fetchedAt));
    try {
      const { accepted, duplicates } = await deps.accept(raw);
      tally.took(raw.length, { accepted, duplicates });
      for (const item of items) extraction.saw(item);
      return { news: accepted > 0 };
    } catch (cause) {
      tally.lost('store-failed', raw.length);
      throw new CrawlError('store-failed', row.id, { cause });
    }
  }

  async function readList(page: FetchedPage, place: Place, add: Add): Promise<void> {
    const parsed = await source.parseList(page);
    listsRead += 1;
    for (const { reason } of parsed.left) tally.lost(reason, 1);
    const { news } = await take(parsed.items, page.fetchedAt);
    const fresh = await chooseLinks(parsed.links);
    const within = fresh.slice(0, Math.max(0, budget.left));
    budget.left -= within.length;
    if (within.length < fresh.length) lose('page-limit', fresh.length - within.length, place);
    tally.queued(within.length);
    await add(within.map((link) => ({ url: link.url, data: { ...place, kind: 'page', link } })));
    depth.read(place, page.validators ?? null);
    await readParts(parsed.parts ?? [], place, add);
    // A list of nothing new leads to older ones: there is no point in going on, unless something was left there.
    if (parsed.next === null || !inScope(parsed.next) || (fresh.length === 0 && !news && !depth.mustGoOn(place)))
      return;
    const further = { seed: place.seed, depth: place.depth + 1 };
    if (budget.left <= 0) return depth.left(further, 'page-limit');
    budget.left -= 1;
    await depth.goingTo(further);
    await add([{ url: parsed.next, data: { ...further, kind: 'list' } }]);
  }

  async function readParts(parts: readonly string[], place: Place, add: Add): Promise<void> {
    const wanted = parts.filter(inScope);
    tally.lost('host-not-listed', parts.length - wanted.length);
    const within = wanted.slice(0, Math.max(0, budget.left));
    budget.left -= within.length;
    if (within.length < wanted.length) lose('page-limit', wanted.length - within.length, place);
    await add(within.map((url) => ({ url, data: { ...place, kind: 'list' } })));
  }

  /** Entries to fetch, each address once; the rest is counted. */
  async function chooseLinks(links: readonly FoundLink[]): Promise<FoundLink[]> {
    const due = await deps.visited.due(row.id, links, { revisits: source.revisits, now: deps.now() });
    const chosen: FoundLink[] = [];
    for (const link of links) {
      if (tally.seen.has(link.url)) continue;
      tally.seen.add(link.url);
      if (!due.has(link.url)) tally.took(1, { accepted: 0, duplicates: 1 });
      else if (!inScope(link.url)) tally.lost('host-not-listed', 1);
      else chosen.push(link);
    }
    return chosen;
  }

  const inScope = (url: string): boolean => hostListed(new URL(url).hostname, source.hosts);

  async function readPage(page: FetchedPage, link: FoundLink, get: Get): Promise<void> {
    const parsed = await source.parsePage(page, link, async (url) => {
      if (budget.left <= 0 || signal.aborted || !inScope(url)) return null;
      budget.left -= 1;
      const further = await get(url);
      tally.fetched();
      return further;
    });
    for (const { reason } of parsed.left) tally.lost(reason, 1);
    const { news } = await take(parsed.items, page.fetchedAt);
    await markTaken(link, news);
  }

  async function markTaken(link: FoundLink, news: boolean): Promise<void> {
    await deps.visited.taken(row.id, link, { news, now: deps.now() });
    unsaved += 1;
    if (unsaved % SAVE_EVERY === 0) await deps.visited.save(row.id);
  }

  function lose(reason: CrawlReason, count: number, place: Place): void {
    tally.lost(reason, count);
    depth.left(place, reason);
  }

  const seeds: PageTask<Task>[] = source.listPages().map((url) => ({
    url,
    data: { kind: 'list', seed: url, depth: 1 },
    headers: depth.conditions(url),
  }));
  budget.left -= seeds.length;
  await crawlPages<Task>(
    seeds,
    {
      async page(page, task, add, get) {
        tally.fetched();
        if (task.kind === 'list') return readList(page, placeOf(task), add);
        await readPage(page, task.link, get);
        tally.settled();
      },
      async unchanged(task) {
        tally.fetched();
        listsRead += 1;
        depth.unchanged(task);
      },
      async failed(error, task, url) {
        const reason = reasonOf(error);
        if (task.kind === 'page') tally.settled();
        // Items the bus refused are counted where they were handed over.
        if (reason === 'store-failed') depth.left(task, reason);
        else lose(reason, 1, task);
        if (task.kind === 'list') problem ??= asCrawlError(error, url);
        // What will not become an article by asking again is not asked for again.
        if (task.kind === 'page' && DEAD_ENDS.has(reason)) await markTaken(task.link, false);
        deps.log[reason === 'internal-error' ? 'error' : 'info'](
          { source: row.id, url, reason, error: error instanceof Error ? error.message : String(error) },
          'page not taken',
        );
      },
    },
    {
      ...deps,
      fetcher: deps.fetcherFor(source),
      politeness: row.politeness,
      scope: { hosts: source.hosts },
      permit: (url) => permitted(url, source, { robots: deps.robots, agent: deps.agent, signal }),
      signal,
    },
  );
  const run = tally.result();
  if (signal.aborted) for (const seed of source.listPages()) depth.stopped(seed);
  // First what was taken, then how far: the other way round a crash between the two would forget pages.
  await deps.visited.save(row.id);
  await depth.end();
  return { run, problem: listsRead > 0 ? null : problem, extraction: extraction.result() };
}

function placeOf({ seed, depth }: Place): Place {
  return { seed, depth };
}

type Get = (url: string) => Promise<FetchedPage>;
type Add = (tasks: readonly PageTask<Task>[]) => Promise<void>;

const DEAD_ENDS: ReadonlySet<CrawlReason> = new Set([
  'not-an-article',
  'no-text',
  'not-found',
  'content-type',
  'too-deep',
]);

function asCrawlError(error: unknown, url: string): CrawlError {
  return error instanceof CrawlError ? error : new CrawlError(reasonOf(error), url, { cause: error });
}
