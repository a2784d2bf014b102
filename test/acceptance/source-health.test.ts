import { writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readConfig } from '../../pipeline/config.ts';
import { setUpCrawling } from '../../pipeline/crawl-setup.ts';
import type { SourceStatus } from '../../pipeline/model/source-status.ts';
import { createEgressLog } from '../../pipeline/outbound/egress-log.ts';
import { readSourceStatuses } from '../../pipeline/source-states.ts';
import { type Chain, openChain, shippedRules } from '../support/chain.ts';
import { type LoopbackSite, openSite } from '../support/loopback-site.ts';
import { SILENT_LOG } from '../support/samples.ts';

const HOUR = 3_600_000;
const text = '图书馆周末开放时间延长到晚上九点，读者可以凭借书证入场，儿童阅览室另行通知，讲座安排见门口的海报。';

let chain: Chain;
let site: LoopbackSite;
const closers: (() => Promise<unknown>)[] = [];
/** Articles that the site has, and from which on its pages show no time any more. */
let newest = 0;
let undatedFrom = Number.POSITIVE_INFINITY;

beforeEach(async () => {
  chain = await openChain();
  closers.push(() => chain.close());
  newest = 0;
  undatedFrom = Number.POSITIVE_INFINITY;
  const send = (response: ServerResponse, page: string) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  const list = () =>
    Array.from({ length: 12 }, (_, i) => newest - i)
      .filter((n) => n > 0)
      .map((n) => `<li><a href="/a/${n}.html">第${n}条关于供暖的消息</a></li>`)
      .join('');
  site = await openSite(
    { '/robots.txt': '', '/list': (_q, r) => send(r, `<ul>${list()}</ul>`) },
    (request, response) => {
      const n = Number(/^\/a\/(\d+)\.html$/.exec(request.url ?? '')?.[1] ?? 0);
      const time = n < undatedFrom ? '<p class="t">2026-03-02 08:15</p>' : '';
      const article = `<h1>第${n}条关于供暖的消息</h1>${time}<div class="c"><p>${text}（${n}）</p></div>`;
      send(response, n > 0 ? article : '<ul></ul>');
    },
  );
  closers.push(site.close);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The crawling as the system sets it up, on the chain's store and clock. */
async function setUp() {
  const catalogue = join(chain.folder, 'catalogue.yaml');
  const common = `channel: news, schedule: "0 0 1 1 *", politeness: { delayMs: 0 }, legal: 测试, verified: false`;
  await writeFile(
    catalogue,
    `sources:
  - { id: news, name: 要闻, kind: list-page, addresses: ["${site.origin}/list"], list: { item: li }, page: { title: h1, time: .t, text: .c }, ${common} }
  - { id: so, name: 搜索, kind: search, addresses: ["${site.origin}/so?q={keyword}"], search: { with: 聊城, most: 12 }, list: { item: li }, ${common} }
`,
  );
  const now = () => chain.clock.now;
  const rules = await shippedRules();
  const { crawling } = await setUpCrawling({
    config: { ...readConfig({}), dataDir: chain.folder },
    store: chain.store,
    ingest: chain.ingest,
    egress: createEgressLog(join(chain.folder, 'egress.jsonl'), { now }),
    rules: () => rules,
    log: SILENT_LOG,
    now,
    sources: { catalogue, settings: {}, allowPrivate: [site.pair], startSpreadMs: 0 },
  });
  closers.push(() => crawling.close());
  return async (id: string): Promise<SourceStatus> => {
    for await (const run of crawling.runNow([id])) expect(run.failed).toBe(0);
    const status = (await readSourceStatuses(chain.store)).get(id);
    if (status === undefined) throw new Error(`${id} has no status`);
    return status;
  };
}

const kinds = ({ health }: SourceStatus) => health?.findings.map(({ kind }) => kind);
const noticed = async (kind: string) =>
  (await chain.queries.findNotices({ alertId: 'source:news' }, { limit: 200 })).items.filter(
    ({ reason }) => reason === kind,
  );

it('a source is judged by its own weeks: silence and drift are found, and the administrator is told of each once', async () => {
  const run = await setUp();
  const nextDay = async (news: number) => {
    newest += news;
    chain.clock.now += 24 * HOUR;
    return run('news');
  };
  for (let day = 0; day < 21; day += 1) expect(kinds(await nextDay(8))).toEqual([]);
  expect((await readSourceStatuses(chain.store)).get('news')?.health).toMatchObject({ seen: 8, usual: 8 });

  const silent = await nextDay(0);
  expect(kinds(silent)).toEqual(['source-silent']);
  expect(silent.health?.findings[0]?.words).toMatch(/24 小时.*8/);
  expect(await noticed('source-silent')).toHaveLength(1);
  chain.clock.now += HOUR;
  await run('news');
  expect(await noticed('source-silent')).toHaveLength(1);

  undatedFrom = newest + 1;
  for (let day = 0; day < 3; day += 1) await nextDay(8);
  const drifting = (await readSourceStatuses(chain.store)).get('news');
  expect(drifting?.health?.findings).toMatchObject([
    { kind: 'source-drifting', words: expect.stringContaining('时间') },
  ]);
  expect((await noticed('source-drifting')).length).toBeGreaterThan(0);
}, 60_000);

it('search pages are asked for words that the rules in force look for', async () => {
  const run = await setUp();
  await run('so');
  const asked = site.hits
    .filter((hit) => hit.startsWith('/so'))
    .map((hit) => new URL(hit, site.origin).searchParams.get('q') ?? '');
  expect(new Set(asked).size).toBe(12);
  const rules = await shippedRules();
  const written = rules.packs.flatMap((pack) => pack.rules.map(({ expression }) => expression)).join('\n');
  for (const words of asked) {
    const [near, word = ''] = words.split(' ');
    expect(near).toBe('聊城');
    expect(written, word).toContain(word);
  }
});
