import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import type { Queries } from '../store/queries.ts';
import type { Store } from '../store/store.ts';
import { type Benchmark, percentile, round } from './figure.ts';
import { LAST_DAY, RECORD_DAYS, recordNumber, SEARCHED } from './records.ts';

const UNIT = 1_000;

/** Searching, leafing and counting over a million stored posts, as the pages ask for them. */
export const queryBench: Benchmark = {
  names: ['query-search-p95', 'query-page-p95', 'query-buckets-p95'],
  async run({ quick, env }) {
    const records = quick ? 20_000 : 1_000_000;
    const folder = await mkdtemp(join(tmpdir(), 'yuqing-bench-'));
    const log = { info() {}, warn() {}, error() {} };
    const engine = await openEngine({ ...readConfig(env), dataDir: folder }, { now: Date.now, log });
    try {
      await fill(engine.store, records);
      const rounds = quick ? 1 : 4;
      const note = `${records} 条编写的记录`;
      const figure = async (name: string, works: readonly (() => Promise<unknown>)[]) => {
        const times = await timesOf(works, rounds);
        return {
          name,
          ratio: null,
          value: round(percentile(times, 0.95), 1),
          unit: 'ms',
          of: '',
          n: times.length,
          note,
        };
      };
      return [
        await figure('query-search-p95', searches(engine.queries)),
        await figure('query-page-p95', await pages(engine.queries)),
        await figure('query-buckets-p95', buckets(engine.queries)),
      ];
    } finally {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function fill(store: Store, records: number): Promise<void> {
  for (let from = 0; from < records; from += UNIT) {
    await store.commit({
      posts: Array.from({ length: Math.min(UNIT, records - from) }, (_, i) => recordNumber(from + i)),
    });
  }
}

/** Milliseconds of each work in each round, after one round to warm up. */
async function timesOf(works: readonly (() => Promise<unknown>)[], rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i <= rounds; i++) {
    for (const work of works) {
      const start = performance.now();
      await work();
      if (i > 0) times.push(performance.now() - start);
    }
  }
  return times;
}

/** Texts that are rare and common, long and short, alone and together, with other conditions. */
function searches(queries: Queries): (() => Promise<unknown>)[] {
  const filters = SEARCHED.flatMap((text, i) => [
    { contains: [text] },
    { contains: [text, SEARCHED[(i + 3) % SEARCHED.length] ?? ''] },
    { contains: [text], from: daysBack(30), domain: true },
  ]);
  return filters.map((filter) => () => queries.findPosts(filter, { limit: 20 }));
}

/** First pages and later ones, of everything and of what the filters leave. */
async function pages(queries: Queries): Promise<(() => Promise<unknown>)[]> {
  const filters = [
    {},
    { domain: true },
    { levels: ['橙', '红'] as const },
    { topic: '物业与小区' },
    { district: '茌平区', channel: 'board' },
    { sourceId: 'source-7', from: daysBack(90) },
    { from: daysBack(200), to: daysBack(190) },
  ];
  const works: (() => Promise<unknown>)[] = [];
  for (const filter of filters) {
    let page: { limit: number; cursor?: string } = { limit: 20 };
    for (let i = 0; i < 5; i++) {
      const asked = page;
      works.push(() => queries.findPosts(filter, asked));
      const { next } = await queries.findPosts(filter, asked);
      if (next === undefined) break;
      page = { limit: 20, cursor: next };
    }
  }
  return works;
}

/** What the overview draws: a day, a month and a year, whole and by topic. */
function buckets(queries: Queries): (() => Promise<unknown>)[] {
  return [
    () => queries.countPosts({ from: daysBack(1) }, 'hour'),
    () => queries.countPosts({ from: daysBack(30) }, 'day'),
    () => queries.countPosts({ from: daysBack(90) }, 'day'),
    () => queries.countPosts({ from: daysBack(RECORD_DAYS) }, 'day'),
    () => queries.countPosts({ from: daysBack(30), topic: '物业与小区' }, 'day'),
    () => queries.countPosts({ from: daysBack(90), domain: true }, 'day'),
    () => queries.countPosts({ from: daysBack(7), district: '茌平区' }, 'hour'),
  ];
}

function daysBack(days: number): string {
  return new Date(LAST_DAY - days * 86_400_000).toISOString();
}
