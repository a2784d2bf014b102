import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseCatalogue } from '../../crawlers/catalogue.ts';
import { type Crawling, createCrawling } from '../../crawlers/crawling.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { type PostWatch, postWatch } from '../../pipeline/model/post-watch.ts';
import { createWatcher } from '../../pipeline/watch/watcher.ts';
import { type Chain, openChain } from '../support/chain.ts';
import { type LoopbackSite, openSite } from '../support/loopback-site.ts';
import { MONDAY_NINE, SILENT_LOG, sampleAlert } from '../support/samples.ts';

const MINUTE = 60_000;
let chain: Chain;
let site: LoopbackSite;
let crawling: Crawling;

const thread = (text: string, reads: number, replies: string[] = []) =>
  `<h1>三号楼漏水</h1><em>浏览 ${reads}</em>${[text, ...replies].map((one, n) => `<div class="post" id="p${n}"><b>用户${n}</b><i>2026-03-02 08:00</i><div class="m">${one}</div></div>`).join('')}`;
const ARTICLE =
  '业主反映三号楼自十一月起室温不足十六度，物业三次上门测温均未处理。街道办已要求供热公司三天之内答复，并派人入户复测。';
const row = (id: string, kind: string, address: string, more: string) => `
  - id: ${id}
    name: ${id}
    kind: ${kind}
    channel: forum
    addresses: ["${address}"]
    schedule: "0 0 1 1 *"
    politeness: { delayMs: 0, timeoutMs: 2000 }
    legal: 测试
    verified: false
    ${more}`;

beforeEach(async () => {
  chain = await openChain();
  site = await openSite({
    '/robots.txt': '',
    '/f': '<ul><li><a href="/t/1">三号楼漏水</a></li></ul>',
    '/t/1': thread('三号楼天天漏水，物业不管。', 100, ['我家也漏。']),
    '/rss': `<rss version="2.0"><channel><title>x</title><item><title>小区停暖</title><link>http://127.0.0.1:0/n/1</link><description>摘要：小区停暖三天。</description></item></channel></rss>`,
    '/n/1': `<html><head><title>小区停暖三天居民投诉_水城网</title></head><body><h1>小区停暖三天居民投诉</h1><p class="info">发布时间：2026-03-02 08:15 来源：水城晚报</p><div><p>${ARTICLE}</p><p>${ARTICLE}</p></div></body></html>`,
  });
  site.pages['/rss'] = String(site.pages['/rss']).replace('http://127.0.0.1:0', site.origin);
  crawling = createCrawling({
    catalogue: parseCatalogue(
      `sources:${row('bbs', 'forum', `${site.origin}/f`, 'list: { item: li }\n    page: { title: h1, post: .post, author: b, time: i, text: .m, reads: em }')}${row('rss', 'feed', `${site.origin}/rss`, 'region: 水城')}`,
      'test.yaml',
    ),
    accept: chain.ingest.accept,
    log: SILENT_LOG,
    now: () => chain.clock.now,
    allowPrivate: [site.pair],
  });
  for await (const run of crawling.runNow()) expect(run.failed).toBe(0);
  await chain.core.drain();
});
afterEach(async () => {
  await crawling.close();
  await site.close();
  await chain.close();
});

/** The stored post with this text raises an alert (the rules may raise more of their own accord). */
async function alertOn(text: string): Promise<string> {
  const found = await chain.queries.findPosts({}, { limit: 20 });
  const post = found.items.map((one) => one.post).find((one) => `${one.title}${one.text}`.includes(text));
  if (!post) throw new Error(`no post with ${text}`);
  const detectedAt = toShanghai(chain.clock.now);
  await chain.store.commit({ alerts: [sampleAlert({ alertId: `a_${post.docId}`, docId: post.docId, detectedAt })] });
  return post.docId;
}
const round = () =>
  createWatcher({ ...chain, look: crawling.look, now: () => chain.clock.now, log: SILENT_LOG }).round();
const watchOf = async (docId: string): Promise<PostWatch> =>
  postWatch.parse((await chain.store.state('post-watch', docId))?.value);
async function nextLook(docId: string): Promise<PostWatch> {
  chain.clock.now = Date.parse((await watchOf(docId)).nextAt ?? '');
  expect(await round()).toBeGreaterThan(0);
  await chain.core.drain();
  return watchOf(docId);
}

it('follows counts, edits and removal of a post that raised an alert', async () => {
  const docId = await alertOn('物业不管');
  expect(await round()).toBe(0);
  expect(await watchOf(docId)).toMatchObject({ waitMinutes: 15, versions: [{ title: '三号楼漏水' }], removedAt: null });
  expect(await round()).toBe(0);

  site.pages['/t/1'] = thread('三号楼天天漏水，物业不管。', 101, ['我家也漏。']);
  expect((await nextLook(docId)).waitMinutes).toBe(60);
  site.pages['/t/1'] = thread('三号楼天天漏水，物业不管。', 102, ['我家也漏。']);
  expect((await nextLook(docId)).waitMinutes).toBe(120);
  site.pages['/t/1'] = thread('三号楼天天漏水，物业不管。', 400, ['我家也漏。']);
  const lively = await nextLook(docId);
  expect(lively.waitMinutes).toBe(60);
  expect(lively.observations.map(({ metrics }) => metrics.reads)).toEqual([100, 101, 102, 400]);
  expect(lively.versions).toHaveLength(1);

  site.pages['/t/1'] = thread('三号楼的事已经处理好了。', 410, ['我家也漏。']);
  await nextLook(docId);
  const edited = await nextLook(docId);
  expect(edited.versions.map(({ text }) => text)).toEqual(['三号楼天天漏水，物业不管。', '三号楼的事已经处理好了。']);
  expect((await chain.store.posts([docId])).get(docId)?.post.text).toBe('三号楼的事已经处理好了。');

  const kept = site.pages['/t/1'];
  site.pages['/t/1'] = (_q, r) => r.writeHead(503).end();
  expect(await nextLook(docId)).toMatchObject({ removedAt: null, missing: 0, problem: '网站内部错误' });
  delete site.pages['/t/1'];
  const missed = await nextLook(docId);
  const firstMissed = chain.clock.now;
  expect(missed).toMatchObject({ removedAt: null, missing: 1 });
  expect(await nextLook(docId)).toMatchObject({ removedAt: toShanghai(firstMissed), removedBecause: '页面不存在' });
  site.pages['/t/1'] = kept!;
  expect(await nextLook(docId)).toMatchObject({ removedAt: null, removedBecause: null, missing: 0 });

  const audit = (await chain.store.audit(0, 1_000)).filter(({ object }) => object === docId);
  expect(audit.map(({ action }) => action)).toEqual(['post.edited', 'post.removed', 'post.restored']);
  const totals = await chain.queries.totals();
  expect(totals.posts).toBe(3);
});

it('a reply of a thread is followed by its own id', async () => {
  const docId = await alertOn('我家也漏');
  await round();
  site.pages['/t/1'] = thread('三号楼天天漏水，物业不管。', 100, ['我家修好了。']);
  await nextLook(docId);
  expect((await nextLook(docId)).versions.map(({ text }) => text)).toEqual(['我家也漏。', '我家修好了。']);
  site.pages['/t/1'] = thread('三号楼天天漏水，物业不管。', 100);
  expect(await nextLook(docId)).toMatchObject({ removedAt: null, missing: 0, problem: '页面上认不出这一帖' });
});

it('the article behind a feed is no edit of its summary, but its removal is noticed', async () => {
  const docId = await alertOn('停暖');
  await round();
  await nextLook(docId);
  const looked = await nextLook(docId);
  expect(looked.versions).toHaveLength(1);
  expect((await chain.store.audit(0, 1_000)).filter(({ object }) => object === docId)).toEqual([]);
  site.pages['/n/1'] = '<p>该文章已删除</p>';
  await nextLook(docId);
  expect((await nextLook(docId)).removedAt).not.toBeNull();
});

it('looks ever more rarely and stops after a month', async () => {
  const docId = await alertOn('物业不管');
  await round();
  let looks = 0;
  while ((await watchOf(docId)).nextAt !== null) {
    await nextLook(docId);
    looks += 1;
  }
  expect(looks).toBeGreaterThan(10);
  expect(looks).toBeLessThan(30);
  expect(chain.clock.now - MONDAY_NINE).toBeLessThan(31 * 24 * 60 * MINUTE);
});
