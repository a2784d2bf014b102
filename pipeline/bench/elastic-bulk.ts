import { randomUUID } from 'node:crypto';
import { readConfig } from '../config.ts';
import { distributedSettings } from '../distributed-settings.ts';
import { toShanghai } from '../model/calendar.ts';
import { createBareBulk } from '../store/elastic/elastic-bare-bulk.ts';
import { createElastic, type Elastic } from '../store/elastic/elastic-client.ts';
import { postSource } from '../store/elastic/elastic-docs.ts';
import { ensureIndices, namesOf } from '../store/elastic/elastic-indices.ts';
import { createElasticStore } from '../store/elastic/elastic-store.ts';
import type { AnalysedPost, Store } from '../store/store.ts';
import { type Benchmark, type BenchOptions, inTurn, round } from './figure.ts';
import { recordNumber } from './records.ts';

const LOG = { info() {}, warn() {}, error() {} };
/** As many posts as the analysing hop takes at once. */
const BATCH = 1_000;

/**
 * Posts written through our store, with all it does so that a post is found again, against the same documents sent by
 * the bare client: same batches, same mapping and settings, both into indexes that are empty when a round begins.
 * On the Elasticsearch of the settings; without one there is no figure.
 */
export const elasticBulkBench: Benchmark = {
  names: ['store/elastic-bulk'],
  distributed: true,
  async run({ env, quick }: BenchOptions) {
    const config = readConfig(env);
    if (config.kafkaBrokers.length === 0 || config.elasticUrl === undefined) {
      process.stderr.write('store/elastic-bulk：没有设置 YUQING_KAFKA_BROKERS 和 YUQING_ELASTIC_URL，不测\n');
      return [];
    }
    const n = quick ? 2_000 : 20_000;
    const rounds = quick ? 1 : 5;
    const { elastic: node } = distributedSettings({ ...config, secretKey: config.secretKey ?? 'bench-bench-bench' });
    const posts = Array.from({ length: n }, (_, i) => ofFebruary(i));
    const documents = posts.map((analysed) => ({ id: analysed.post.docId, source: postSource(analysed) }));
    const elastic = createElastic(node, { log: LOG });
    const bare = createBareBulk(node);
    const prefix = `bench-${randomUUID().slice(0, 8)}-`;
    try {
      // Made before the clock starts: a system that runs has its indexes.
      const targets = await Promise.all(
        Array.from({ length: 2 * (rounds + 1) }, (_, i) => openTarget(elastic, `${prefix}${i}-`)),
      );
      const [ours, plain] = await inTurn(
        rounds,
        async () => {
          const store = targets.pop()?.store;
          for (let at = 0; at < n; at += BATCH) await store?.commit({ posts: posts.slice(at, at + BATCH) });
        },
        async () => bare.write(targets.pop()?.month ?? '', documents, BATCH),
      );
      const figure = { name: 'store/elastic-bulk', ratio: round(plain / ours), value: Math.round(n / ours) };
      return [{ ...figure, unit: '帖/秒', of: '同样的文档直接批量写入', n, note: `每批 ${BATCH} 帖` }];
    } finally {
      for (const index of await elastic.indices(`${prefix}*`)) await elastic.dropIndex(index);
      await elastic.close();
      await bare.close();
    }
  },
};

const FEBRUARY = Date.parse('2026-02-01T00:00:00+08:00');

/** All of one month, as posts that come in are. */
function ofFebruary(i: number): AnalysedPost {
  const { post, verdict } = recordNumber(i);
  const eventTime = toShanghai(FEBRUARY + ((i * 7_919) % (28 * 1_440)) * 60_000);
  return { post: { ...post, eventTime }, verdict };
}

/** Empty indexes of their own: a store on them, and the name of the month that the posts go to. */
async function openTarget(elastic: Elastic, prefix: string): Promise<{ store: Store; month: string }> {
  await ensureIndices(elastic, prefix);
  const month = namesOf(prefix).month(FEBRUARY);
  await elastic.createIndex(month, {});
  return { store: createElasticStore(elastic, { prefix, log: LOG }), month };
}
