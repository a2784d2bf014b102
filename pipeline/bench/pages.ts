import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { createSharedBrowser, findChromium } from '../../crawlers/chromium.ts';
import { readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { type BoardProcess, startBoard } from './board-process.ts';
import { type Benchmark, type BenchOptions, type Figure, median, percentile, round } from './figure.ts';
import { layFullStore } from './full-store.ts';
import { readScreens } from './screens.ts';

const LOG = { info() {}, warn() {}, error() {} };
const FEW = 1_000;
const DAYS = 90;
const STEPS = 200;
const DAY_MS = 86_400_000;

/**
 * What the pages ask of a server with 100,000 posts, 10,000 open alerts and an event of 5,000 posts, and what they then
 * show in a browser, each against the same of 1,000 posts: what a page costs must not grow with what is stored.
 */
export const pagesBench: Benchmark = {
  names: ['pages-100k/pages-1k', 'screens-100k/screens-1k'],
  async run(options) {
    const many = options.quick ? 10_000 : 100_000;
    const boards: Board[] = [];
    try {
      for (const posts of [FEW, many]) boards.push(await openBoard(posts, options));
      const [few, full] = boards;
      if (few === undefined || full === undefined) throw new RangeError('two boards were to be opened');
      return [
        ...(await answerFigures(few, full, options.quick ? 5 : 20)),
        ...(await screenFigures(few, full, options)),
      ];
    } finally {
      for (const board of boards) await board.close();
    }
  },
};

interface Board extends BoardProcess {
  posts: number;
  asked: ReadonlyMap<string, string>;
  shown: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

async function openBoard(posts: number, { env }: BenchOptions): Promise<Board> {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const engine = await openEngine({ ...readConfig(env), dataDir: folder }, { now: Date.now, log: LOG });
    const open = Math.round(posts / 10);
    const size = { count: posts, alike: Math.round(posts / 20), days: DAYS, now: Date.now(), steps: STEPS };
    await layFullStore(engine.store, env, { ...size, alerts: open * 3, open }).finally(() => engine.close());
    const board = await startBoard(folder, env);
    const close = () => board.stop().finally(remove);
    try {
      return { ...board, posts, ...(await addresses(board)), close };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

const found = z.object({ items: z.array(z.object({ eventId: z.string() })).min(1) });
const alerts = z.object({ items: z.array(z.object({ alertId: z.string() })).min(1) });
const withCases = z.object({ cases: z.array(z.object({ caseId: z.string() })).min(1) });

/** What the pages ask for and the pages themselves, by what they are; of the event and the case that are largest. */
async function addresses({ get }: BoardProcess) {
  const read = async <T>(path: string, schema: z.ZodType<T>) =>
    schema.parse(JSON.parse((await get(path)).toString('utf8')));
  const e = encodeURIComponent;
  const eventId = (await read(`/api/posts?limit=1&q=${e('凤凰名邸 渗水')}`, found)).items[0]?.eventId ?? '';
  const alertId = (await read(`/api/alerts?limit=1&event=${eventId}`, alerts)).items[0]?.alertId ?? '';
  const caseId = (await read(`/api/alerts/${alertId}`, withCases)).cases[0]?.caseId ?? '';
  const ago = (days: number) => e(new Date(Date.now() - days * DAY_MS).toISOString());
  const todo = '/api/alerts?order=urgent&state=open,acknowledged';
  const asked: Record<string, string> = {
    预警台: `${todo}&limit=100`,
    预警台各级条数: `${todo}&level=${e('红')}&limit=1`,
    预警台按科室: `${todo}&department=${e('新闻中心')}&limit=100`,
    预警台按词: `${todo}&q=${e('没有的词')}&limit=100`,
    '预警台已办结，按时间': '/api/alerts?order=newest&state=closed&limit=100',
    突增: '/api/bursts',
    一条预警: `/api/alerts/${alertId}`,
    最大的事件: `/api/events/${eventId}?posts=60`,
    '200 步的个案': `/api/cases/${caseId}`,
    轮到我的个案: '/api/cases?scope=mine&limit=1',
    个案: '/api/cases?scope=all&limit=50',
    检索常见词: `/api/posts?limit=20&q=${e('反映')}`,
    检索罕见词: `/api/posts?limit=20&q=${e('编号777')}`,
    检索加筛选: `/api/posts?limit=20&q=${e('渗水')}&district=${e('高唐县')}&level=${e('红,橙')}&domain=true`,
    概览: '/api/overview?bucket=day',
    '概览 90 天': `/api/overview?bucket=day&from=${ago(90)}&to=${ago(0)}`,
    '热词 7 天': `/api/words?from=${ago(7)}&to=${ago(0)}`,
    我的通知: '/api/notices?scope=mine&limit=50',
    全部通知: '/api/notices?scope=all&limit=50',
    就绪检查: '/readyz',
  };
  const shown: Record<string, string> = {
    ...{ 预警台: '/', 概览: '/overview', 分析: '/analysis', 检索: `/search?q=${e('渗水')}` },
    ...{ 最大的事件: `/events/${eventId}`, '200 步的个案': `/cases/${caseId}`, 个案: '/cases?scope=all' },
    全部通知: '/notices?scope=all',
  };
  return { asked: new Map(Object.entries(asked)), shown: new Map(Object.entries(shown)) };
}

/** The two in turn, so that a machine that slows down slows both. */
async function answerFigures(few: Board, full: Board, rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [what, path] of full.asked) {
    const times: [number[], number[]] = [[], []];
    let bytes: Buffer = Buffer.alloc(0);
    for (let i = 0; i <= rounds; i++) {
      for (const [k, board] of [few, full].entries()) {
        const start = performance.now();
        bytes = await board.get(board.asked.get(what) ?? path);
        if (i > 0) times[k === 0 ? 0 : 1].push(performance.now() - start);
      }
    }
    const [small, large] = times;
    figures.push({
      name: 'pages-100k/pages-1k',
      ratio: round(median(large) / median(small), 1),
      value: round(percentile(large, 0.95), 1),
      unit: 'ms（p95）',
      of: `${few.posts} 帖时`,
      n: rounds,
      note: `${what}：${kilobytes(bytes)} KB，压缩后 ${kilobytes(gzipSync(bytes))} KB`,
    });
  }
  return figures;
}

function kilobytes(bytes: Buffer): number {
  return round(bytes.length / 1024, 0);
}

async function screenFigures(few: Board, full: Board, { env }: BenchOptions): Promise<Figure[]> {
  const chromium = findChromium(readConfig(env).chromium);
  if (chromium === null) {
    process.stderr.write('没有 Chromium，不测页面\n');
    return [];
  }
  const browser = createSharedBrowser(chromium);
  try {
    const [small, large] = [await readScreens(browser, few), await readScreens(browser, full)];
    return [...large].map(([what, { firstMs, nodes, longestMs }]) => {
      const nodesOfFew = small.get(what)?.nodes ?? nodes;
      const figure = { name: 'screens-100k/screens-1k', ratio: round(nodes / nodesOfFew, 2), value: round(firstMs, 0) };
      const note = `${what}：${nodes} 个节点，最长任务 ${round(longestMs, 0)} ms`;
      return { ...figure, unit: 'ms 见首行', of: `${few.posts} 帖时的节点数`, n: 1, note };
    });
  } finally {
    await browser.close();
  }
}
