import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { parseCatalogue } from '../../crawlers/catalogue.ts';
import { createCrawling } from '../../crawlers/crawling.ts';
import { type Benchmark, inTurn, round } from './figure.ts';

const PAGES = 2_000;
const QUICK_PAGES = 200;
const CONCURRENCY = 8;
const SILENT = { info() {}, warn() {}, error() {} };

/** Our whole way of a page (gate, robots, politeness, decoding, selectors, raw item) against crawlee's Cheerio alone. */
export const crawlBench: Benchmark = {
  names: ['crawl/crawlee'],
  async run({ quick }) {
    const pages = quick ? QUICK_PAGES : PAGES;
    const site = await openBenchSite(pages);
    try {
      const rounds = quick ? 1 : 3;
      const [ours, bare] = await inTurn(
        rounds,
        async () => expectCount(await crawlOurs(site.origin), pages),
        async () => expectCount(await crawlBare(site.origin), pages),
      );
      return [
        {
          name: 'crawl/crawlee',
          ratio: round(bare / ours),
          value: Math.round(pages / ours),
          unit: '页/秒',
          of: `CheerioCrawler（同样的并发 ${CONCURRENCY}，只取标题、时间、正文）`,
          n: pages,
          note: '本机回环网站，每页约 20 KB',
        },
      ];
    } finally {
      await site.close();
    }
  },
};

export async function openBenchSite(pages: number): Promise<{ origin: string; close(): Promise<unknown> }> {
  const worker = new Worker(new URL('./crawl-site.ts', import.meta.url), { workerData: { pages } });
  const [port] = await once(worker, 'message');
  return { origin: `http://127.0.0.1:${port}`, close: () => worker.terminate() };
}

/** One run over so many sections of the site from nothing, told of every post. */
export async function crawlSections(origin: string, sections: number, onPosts: (count: number) => void): Promise<void> {
  const crawling = createCrawling({
    catalogue: parseCatalogue(
      `sources:${Array.from({ length: sections }, (_, n) => sectionRow(n)).join('')}`,
      'bench',
      { site: origin },
    ),
    accept: async (items) => {
      onPosts(items.length);
      return { accepted: items.length, duplicates: 0 };
    },
    log: SILENT,
    allowPrivate: [new URL(origin).host],
    atOnce: 1,
  });
  try {
    for await (const run of crawling.runNow()) if (run.failed > 0) throw new Error(JSON.stringify(run));
  } finally {
    await crawling.close();
  }
}

const sectionRow = (n: number): string => `
  - id: s${n}
    name: 回环${n}
    kind: list-page
    channel: news
    addresses: ["{site}/s${n}/list/1"]
    schedule: "0 0 1 1 *"
    politeness: { delayMs: 0, concurrency: ${CONCURRENCY}, maxPages: 5000 }
    list: { item: .e, next: .next }
    page: { title: h1, time: .t, text: .c }
    legal: 测试
    verified: false`;

async function crawlOurs(origin: string): Promise<number> {
  let posts = 0;
  await crawlSections(origin, 1, (count) => {
    posts += count;
  });
  return posts;
}

/** What a few lines with crawlee alone would be: the same pages, the same fields, no gate, no politeness. */
async function crawlBare(origin: string): Promise<number> {
  const { CheerioCrawler, Configuration, log, LogLevel } = await import('@crawlee/cheerio');
  log.setLevel(LogLevel.OFF);
  let posts = 0;
  const crawler = new CheerioCrawler(
    {
      minConcurrency: CONCURRENCY,
      maxConcurrency: CONCURRENCY,
      maxRequestRetries: 2,
      useSessionPool: false,
      persistCookiesPerSession: false,
      statisticsOptions: { saveErrorSnapshots: false, persistenceOptions: { enable: false } },
      async requestHandler({ $, request, enqueueLinks }) {
        if (request.url.includes('/list/')) {
          await enqueueLinks({ selector: '.e a, .next' });
          return;
        }
        const post = { title: $('h1').text(), time: $('.t').text(), text: $('.c').text() };
        if (post.title !== '' && post.time !== '' && post.text !== '') posts += 1;
      },
    },
    new Configuration({ persistStorage: false, purgeOnStart: false, availableMemoryRatio: 0.9 }),
  );
  await crawler.run([`${origin}/s0/list/1`]);
  return posts;
}

function expectCount(got: number, wanted: number): void {
  if (got !== wanted) throw new Error(`${got} of ${wanted} pages came out`);
}
