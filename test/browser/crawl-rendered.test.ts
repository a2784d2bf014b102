import { afterEach, describe, expect, it } from 'vitest';
import { parseCatalogue } from '../../crawlers/catalogue.ts';
import { createCrawling } from '../../crawlers/crawling.ts';
import type { RawItem } from '../../pipeline/model/raw-item.ts';
import type { SourceRun } from '../../pipeline/model/source-status.ts';
import { findChromium } from '../support/chromium.ts';
import { openSite, type SitePage } from '../support/loopback-site.ts';

const executable = findChromium();
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const text = '业主反映三号楼自十一月起室温不足十六度，物业三次上门测温均未处理，街道办已要求供热公司三天之内答复。';
/** A page that is empty until its script has asked for its content. */
const shell = (api: string, draw: string): string =>
  `<!doctype html><meta charset="gbk"><title>x</title><main></main><button id="more">更多</button><script>
   const main = document.querySelector('main');
   const load = async (n) => { const got = await (await fetch('${api}&page=' + n)).json(); ${draw} };
   let page = 1; load(page); document.querySelector('#more').onclick = () => load(++page);</script>`;
const json =
  (value: unknown): SitePage =>
  (_q, r) =>
    r.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
const entries = (from: number) => [from, from + 1].map((n) => ({ href: `/a?n=${n}`, title: `第${n}条供暖消息` }));

async function crawlOnce(chromium: string) {
  const pages: Record<string, SitePage> = {
    '/robots.txt': '',
    '/list': shell(
      '/api/list?x',
      "for (const e of got) main.insertAdjacentHTML('beforeend', '<li><a href=\"' + e.href + '\">' + e.title + '</a></li>')",
    ),
    '/api/list?x&page=1': json(entries(1)),
    '/api/list?x&page=2': json(entries(3)),
    '/api/list?x&page=3': json([]),
  };
  for (const n of [1, 2, 3, 4]) {
    pages[`/a?n=${n}`] = shell(
      `/api/a?n=${n}`,
      "main.innerHTML = '<h1>' + got.title + '</h1><p class=t>' + got.time + '</p><div class=c>' + got.text + '</div>'",
    );
    pages[`/api/a?n=${n}&page=1`] = json({ title: `第${n}条供暖消息`, time: '2026-03-02 08:15', text });
  }
  const site = await openSite(pages);
  closers.push(site.close);
  const row = `
  - id: app
    name: 脚本页
    kind: list-page
    channel: news
    addresses: ["{town}/list"]
    schedule: "0 0 1 1 *"
    politeness: { delayMs: 0 }
    render: { waitFor: "li, h1", clickMore: "#more", clicks: 5 }
    list: { item: li }
    page: { title: h1, time: .t, text: .c }
    legal: 测试
    verified: false`;
  const items: RawItem[] = [];
  const crawling = createCrawling({
    catalogue: parseCatalogue(`sources:${row}`, 'test.yaml', { town: site.origin }),
    accept: async (batch) => {
      items.push(...batch);
      return { accepted: batch.length, duplicates: 0 };
    },
    log: { info() {}, warn() {}, error() {} },
    allowPrivate: [site.pair],
    chromium,
  });
  closers.push(() => crawling.close());
  const runs: SourceRun[] = [];
  for await (const run of crawling.runNow(['app'])) runs.push(run);
  return { run: runs[0], items };
}

describe.skipIf(executable === null)('a source whose pages are put together by script', () => {
  it('is crawled from its unfolded list to its articles', async () => {
    const { run, items } = await crawlOnce(executable ?? '');
    expect(run).toMatchObject({ listed: 4, accepted: 4, failed: 0, fetched: 5 });
    expect(items.map(({ title }) => title).sort()).toEqual([1, 2, 3, 4].map((n) => `第${n}条供暖消息`));
    expect(items[0]).toMatchObject({ body: text, publishedRaw: '2026-03-02 08:15' });
  });
});

it('without a browser the source says so and the run goes on', async () => {
  const { run } = await crawlOnce('/nowhere/chromium');
  expect(run).toMatchObject({ listed: 1, accepted: 0, failed: 1, reasons: { 'no-browser': 1 } });
});
