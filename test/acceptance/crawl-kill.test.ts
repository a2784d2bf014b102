import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSqliteBus } from '../../pipeline/bus/sqlite/sqlite-bus.ts';
import { rawItem } from '../../pipeline/model/raw-item.ts';
import { openDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { findChromium } from '../support/chromium.ts';
import { type LoopbackSite, openSite, type SitePage } from '../support/loopback-site.ts';
import { createRandom, testSeed } from '../support/random.ts';
import { until } from '../support/waiting.ts';

const CHILD = new URL('../support/crawl-child.ts', import.meta.url).pathname;
const LISTS = 8;
const A_LIST = 12;
const KILLS = 6;

let folder = '';
let site: LoopbackSite;
/** The newest article first; a list page holds A_LIST of them. */
let articles: number[] = [];

const text = '业主反映三号楼自十一月起室温不足十六度，物业三次上门测温均未处理。街道办已要求供热公司三天之内答复。';
const list =
  (page: number): SitePage =>
  (_q, r) => {
    const shown = articles.slice((page - 1) * A_LIST, page * A_LIST);
    const items = shown.map((n) => `<li><a href="/a/${n}.html">第${n}条关于供暖的消息</a></li>`).join('');
    const next = page * A_LIST < articles.length ? `<a class="next" href="/list?p=${page + 1}">下一页</a>` : '';
    r.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<ul>${items}</ul>${next}`);
  };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-crawl-kill-'));
  const pages: Record<string, SitePage> = { '/list': list(1), '/robots.txt': '' };
  for (let page = 2; page <= LISTS * 2; page += 1) pages[`/list?p=${page}`] = list(page);
  site = await openSite(pages, (request, response) => {
    const n = /^\/a\/(\d+)\.html$/.exec(request.url ?? '')?.[1];
    // A little time each, so that there are moments to be killed at.
    setTimeout(
      () =>
        response
          .writeHead(n ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' })
          .end(`<h1>第${n}条关于供暖的消息</h1><p>2026-03-02 08:15</p><div class="c"><p>${text}（${n}）</p></div>`),
      50,
    );
  });
  articles = Array.from({ length: LISTS * A_LIST }, (_, i) => 1000 + LISTS * A_LIST - i);
});
afterEach(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

const catalogue = (render: boolean) => `sources:
  - id: a
    name: 甲
    kind: list-page
    channel: news
    addresses: ["${site.origin}/list"]
    schedule: "0 0 1 1 *"
    politeness: { delayMs: 0, concurrency: 3, maxPages: 400 }
    list: { item: li, next: .next }
    page: { title: h1, time: p, text: .c }
    ${render ? 'render: {}' : ''}
    legal: 测试
    verified: false`;

/** Runs the child; kills it `after` milliseconds from its start, or lets it end. */
async function run(
  file: string,
  after: number | null,
  chromium: string | null,
): Promise<{ output: string; complaints: string }> {
  const more = [CHILD, file, catalogue(chromium !== null), site.pair, ...(chromium === null ? [] : [chromium])];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...more], {
    // A browser's profile then lies in our folder, and tells whose it is.
    env: { ...process.env, TMPDIR: folder },
  });
  const heard = { output: '', complaints: '' };
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    heard.output += more;
  });
  child.stderr.setEncoding('utf8').on('data', (more: string) => {
    heard.complaints += more;
  });
  const ended = once(child, 'close');
  if (after !== null) {
    await Promise.race([once(child.stdout, 'data'), ended]);
    await new Promise((resolve) => setTimeout(resolve, after));
    child.kill('SIGKILL');
  }
  await ended;
  return heard;
}

/** Kills crawls of all articles so often, at random moments up to so long after their start, and lets the last one end. */
async function crawlThroughKills(kills: number, within: number, chromium: string | null): Promise<void> {
  const seed = testSeed();
  console.log(`TEST_SEED=${seed}`);
  const random = createRandom(seed);
  const file = join(folder, 'yuqing.db');
  let killed = 0;
  for (let round = 0; round < kills; round += 1) {
    const { output, complaints } = await run(file, 300 + random() * within, chromium);
    expect(complaints).toBe('');
    if (!output.includes('"accepted"')) killed += 1;
    // Now and then news arrives and pushes everything else further down the lists.
    const newest = articles[0]!;
    if (round % 3 === 2) articles.unshift(...[3, 2, 1].map((n) => newest + n));
  }
  const last = await run(file, null, chromium);
  expect(last.complaints).toBe('');
  const counts = JSON.parse(last.output.split('\n')[1] ?? '');
  expect(counts).toMatchObject({ source: 'a', failed: 0, skipped: 0 });

  const database = openDatabase(file);
  const bus = createSqliteBus(database, { leaseMs: 250, pollMs: 20 });
  const items = (await bus.read('raw')).map((message) => rawItem.parse(message.value));
  await bus.close();
  await database.close();
  const taken = new Set(items.map(({ url }) => url));
  expect(articles.filter((n) => !taken.has(`${site.origin}/a/${n}.html`))).toEqual([]);
  expect(taken.size).toBe(articles.length);
  // The bus may hold an item twice after a crash; both are the same version of the same post, and end as one record.
  expect(new Set(items.map(({ rawId }) => rawId)).size).toBe(articles.length);
  // A crash costs the pages that were under way and those since the last mark, not the whole run.
  const fetched = site.hits.filter((path) => path.startsWith('/a/')).length;
  expect(fetched - articles.length).toBeLessThanOrEqual(killed * (25 + 3));
  console.log(`${killed} kills, ${articles.length} articles, ${fetched} fetched, ${items.length} on the bus`);
}

it('a crawler killed at random moments loses no page and takes none twice', () =>
  crawlThroughKills(KILLS, 1_500, null));

const executable = findChromium();
it.skipIf(executable === null)(
  'neither does one that reads its pages in a browser, and no browser is left behind',
  async () => {
    articles = articles.slice(0, 2 * A_LIST);
    await crawlThroughKills(3, 7_000, executable);
    await until(browsers, (left) => left === 0);
  },
  120_000,
);

/** How many browsers of this test are running. */
async function browsers(): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(`--user-data-dir=${folder}`)).length;
}
