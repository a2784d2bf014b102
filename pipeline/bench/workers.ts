import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { loadRules } from '../../rules/load.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { createAnalysisPool } from '../analysis/analysis-pool.ts';
import { readConfig } from '../config.ts';
import type { Post } from '../model/post.ts';
import { createNormalise } from '../normalise/normalise.ts';
import { rulesDirOf } from '../paths.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { isDropped } from '../stage.ts';
import { benchItems } from './corpus.ts';
import { type Benchmark, inTurn, round } from './figure.ts';

const SILENT = { info() {}, warn() {}, error() {} };

/**
 * Posts analysed by two threads against one, with all that passing them to and fro costs. Beside it, what the machine
 * gives: raw cutting, without any passing, in two threads against one.
 */
export const workersBench: Benchmark = {
  names: ['workers-2/workers-1'],
  async run({ data, quick, env }) {
    const rulesDir = rulesDirOf(readConfig(env));
    const rules = await loadRules(rulesDir);
    const { items, note } = await benchItems(data, quick ? 600 : 3_000);
    const normalise = createNormalise({ fold: rules.fold, secret: 'bench' });
    const ctx = { now: Date.now, log: SILENT, signal: new AbortController().signal };
    const posts = (await normalise.run(items, ctx)).filter((post): post is Post => !isDropped(post));
    // Each of two threads sees half the posts a round, so it takes them twice the rounds to have its code compiled.
    const rounds = quick ? 2 : 20;

    const ceiling = await machineCeiling(
      posts.map(({ text }) => text),
      rounds,
    );
    // As in the running system: threads share the dictionary of the one that starts them.
    segmenterOf(rulesDir);
    const inForce = { version: rules.version, rules: rules.rules, source: { rulesDir, edits: [] } };
    const pools = [1, 2].map((threads) =>
      createAnalysisPool({ threads, rules: () => inForce, local: NOT_HERE, log: SILENT }),
    );
    const [one = NOT_HERE, two = NOT_HERE] = pools;
    try {
      const [alone, together] = await inTurn(
        rounds,
        async () => void (await one.analyse(posts)),
        async () => void (await two.analyse(posts)),
      );
      return [
        {
          name: 'workers-2/workers-1',
          ratio: round(alone / together),
          value: Math.round(posts.length / together),
          unit: '帖/秒',
          of: '一个线程',
          n: posts.length,
          note: `${note}；同一台机器上两个线程只做分词是一个线程的 ${round(ceiling, 2)} 倍`,
        },
      ];
    } finally {
      for (const pool of pools) await pool.close();
    }
  },
};

const NOT_HERE: Analysis = { analyse: () => Promise.reject(new Error('a thread has other rules')), async close() {} };

/** How many times as fast two threads cut as one. */
async function machineCeiling(texts: readonly string[], rounds: number): Promise<number> {
  const threads = [0, 1].map(() => new Worker(new URL('./cut-thread.ts', import.meta.url)));
  const middle = texts.length >> 1;
  const cut = async (shares: readonly (readonly string[])[]) => {
    await Promise.all(
      shares.map(async (share, i) => {
        threads[i]?.postMessage(share);
        if (threads[i] !== undefined) await once(threads[i], 'message');
      }),
    );
  };
  try {
    const [alone, together] = await inTurn(
      rounds,
      () => cut([texts]),
      () => cut([texts.slice(0, middle), texts.slice(middle)]),
    );
    return alone / together;
  } finally {
    for (const thread of threads) await thread.terminate();
  }
}
