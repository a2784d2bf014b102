import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../../crawlers/catalogue.ts';
import { type Crawling, createCrawling } from '../../../crawlers/crawling.ts';
import type { Town } from '../../../crawlers/demo-town/town.ts';
import type { RawItem } from '../../../pipeline/model/raw-item.ts';
import type { SourceRun } from '../../../pipeline/model/source-status.ts';
import { createRecorder, NOON, openTown, read } from './support.ts';

const CATALOGUE = fileURLToPath(new URL('../../../crawlers/demo-town/catalogue.yaml', import.meta.url));

/** The town read by the real crawler through the town's own catalogue. */
describe('crawling the town', () => {
  const begin = performance.now();
  /** Runs, because the crawler's spacing of requests waits for it. */
  const now = () => NOON + Math.floor(performance.now() - begin);
  const log = createRecorder();
  const items = new Map<string, RawItem>();
  let fresh: RawItem[] = [];
  let town: Town;
  let crawling: Crawling;

  async function crawl(): Promise<SourceRun[]> {
    fresh = [];
    const runs: SourceRun[] = [];
    for await (const run of crawling.runNow()) runs.push(run);
    return runs;
  }
  const find = (source: string, title: string) =>
    [...items.values()].find((item) => item.sourceId === source && item.title === title);

  beforeAll(async () => {
    town = await openTown({ now, log });
    crawling = createCrawling({
      catalogue: await loadCatalogue(CATALOGUE, { town: town.origin }),
      accept: async (batch) => {
        const known = batch.filter((item) => items.has(item.rawId)).length;
        for (const item of batch) {
          if (!items.has(item.rawId)) fresh.push(item);
          items.set(item.rawId, item);
        }
        return { accepted: batch.length - known, duplicates: known };
      },
      log,
      now,
      allowPrivate: [`127.0.0.1:${town.port}`],
    });
  });
  afterAll(async () => {
    await crawling.close();
    await town.close();
  });

  it('takes every post of every site, nothing fails, nothing private is read', async () => {
    const runs = await crawl();
    expect(runs.map((run) => run.source).sort()).toEqual([
      'town-bureau',
      'town-bureau-responses',
      'town-forum',
      'town-message-board',
      'town-news',
      'town-news-livelihood',
    ]);
    for (const run of runs) expect([run.source, run.failed, run.reasons]).toEqual([run.source, 0, {}]);
    expect([...items.values()].filter((item) => item.title !== '').length).toBeGreaterThanOrEqual(150);
    expect(log.lines.filter((line) => line.message.includes('robots.txt was read'))).toEqual([]);
  });

  it('reads GBK pages, reading counts, replies and answers', () => {
    const notice = find('town-bureau-responses', '关于锦绣华府三期项目塔吊事故的情况通报');
    expect(notice?.body).toContain('事故造成2名作业人员受轻伤');
    expect(notice?.body).not.toMatch(/浏览次数|相关信息|分享到/);
    expect(notice).toMatchObject({ official: true, publishedRaw: '2026-11-18 18:30:00' });
    const message = find('town-message-board', '高新区龙湾公馆地下车库大面积渗水，墙体多处开裂');
    expect(message?.reply?.by).toBe('市建设工程质量监督站');
    expect(message?.reply?.text).toContain('后浇带');
    expect(message?.reply?.atRaw).toMatch(/2026年11月/);
    expect(message?.publishedRaw).toContain('2026-11-01 20:15');
    const thread = find('town-forum', '现在东湖雅苑售楼处，来了一百多户，经理躲着不出来');
    expect(thread?.metrics.comments).toBe(4);
    expect(thread?.metrics.reads).toBeGreaterThan(1000);
    expect(thread?.author).toBe('六号楼刘姐');
    const story = find('town-news', '东湖雅苑百余名业主售楼处讨说法 开发商：月底前给出交付时间表');
    expect(story?.body).toContain('本报将继续关注');
    expect(story?.body).not.toMatch(/责任编辑|相关阅读/);
  });

  it('finds what grew, with the grave post within seven steps, and the rest unchanged', async () => {
    await crawl();
    expect(fresh).toEqual([]);
    const grown = Array.from({ length: 7 }, () => town.tick()).filter((change) => change.kind === 'post');
    await crawl();
    const titles = fresh.map((item) => item.title);
    for (const { post } of grown) expect(titles).toContain(post.title);
    expect(fresh.some((item) => /受伤/.test(item.body) && /记者/.test(item.body))).toBe(true);
    const page = await read(town, '/bbs/forum-2-1.html');
    expect(page.text).toContain('滨河上院售楼处打起来了');
  });
});
