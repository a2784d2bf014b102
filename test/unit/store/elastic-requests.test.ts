import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../pipeline/config.ts';
import { startCore } from '../../../pipeline/core.ts';
import { openEngine } from '../../../pipeline/engine.ts';
import { createLiveFeed } from '../../../pipeline/notify/live-feed.ts';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { segmenterOf } from '../../../pipeline/segment/segmenter-of.ts';
import { openWorkingDays } from '../../../pipeline/working-days/open-working-days.ts';
import { sharedElasticsearch, sharedKafka, withService } from '../../services/shared-service.ts';
import { shippedRules } from '../../support/chain.ts';
import { distributedEnv, dropAll, faultPosts } from '../../support/distributed-chain.ts';
import { startFaultyElasticsearch } from '../../support/faulty-elasticsearch.ts';
import { createRandom } from '../../support/random.ts';
import { MONDAY_NINE, SILENT_LOG } from '../../support/samples.ts';

const POSTS = 300;
/** Both hops together, a batch of each, with an event that joins another and an alert: see the table in ARCHITECTURE.md. */
const MOST = 70;

describe('requests of the hops to Elasticsearch', { timeout: 240_000 }, () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  const opened: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  it('are as many for a batch, however many posts it has', async () => {
    let asked = 0;
    const proxy = await startFaultyElasticsearch(elasticsearch().url, () => {
      asked += 1;
      return null;
    });
    opened.push(() => proxy.close());
    const env = distributedEnv(kafka().brokers, proxy.url, 1);
    opened.push(() => dropAll({ ...env, YUQING_ELASTIC_URL: elasticsearch().url }));
    const config = readConfig(env);
    const engine = await openEngine(config, { now: Date.now, log: SILENT_LOG });
    opened.push(() => engine.close());
    const rules = await shippedRules();
    const random = createRandom(1);
    const posts = faultPosts(0, POSTS, (n) => Math.floor(random() * n));
    // One message after the other would make batches of its own size: all wait before the hops begin.
    await engine.bus.publish(
      'raw',
      posts.map((item) => ({ key: item.docId, value: item })),
    );
    asked = 0;
    const core = await startCore({
      ...engine,
      rules: () => rules,
      segmenter: segmenterOf(RULES_DIR),
      secretKey: 'a key for tests only',
      live: createLiveFeed(),
      notifiers: [],
      maxAlertAgeDays: config.alertMaxAgeDays,
      workingDays: openWorkingDays(config),
      now: () => MONDAY_NINE,
      random: () => 0,
      log: SILENT_LOG,
      onFatal: (error) => {
        throw error;
      },
      clock: 'off',
    });
    opened.push(() => core.close());
    for (const topic of ['raw', 'verdict'] as const) {
      const group = topic === 'raw' ? 'analyse' : 'respond';
      while ((await engine.bus.lag(topic, group)) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    console.log(`${asked} requests for ${POSTS} posts`);
    expect(asked).toBeGreaterThan(10);
    expect(asked).toBeLessThan(MOST);
  });
});
