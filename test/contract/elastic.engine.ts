import { randomUUID } from 'node:crypto';
import { createElastic } from '../../pipeline/store/elastic/elastic-client.ts';
import { ensureIndices } from '../../pipeline/store/elastic/elastic-indices.ts';
import { createElasticPosts } from '../../pipeline/store/elastic/elastic-posts.ts';
import { createElasticQueries } from '../../pipeline/store/elastic/elastic-queries.ts';
import { createElasticRecords } from '../../pipeline/store/elastic/elastic-records.ts';
import { createElasticStore } from '../../pipeline/store/elastic/elastic-store.ts';
import { sharedElasticsearch } from '../services/shared-service.ts';
import { dyingElastic } from '../support/dying-elastic.ts';
import { SILENT_LOG } from '../support/samples.ts';
import type { StoreEngine } from './store.fixture.ts';

/** Indexes of their own in the shared node; each `another` is like another process. */
export const elasticStoreEngine: StoreEngine = {
  name: 'elastic',
  find: sharedElasticsearch,
  async create() {
    const found = await sharedElasticsearch();
    if ('missing' in found) throw new Error(found.missing);
    const prefix = `t-${randomUUID().slice(0, 8)}-`;
    const clients: ReturnType<typeof createElastic>[] = [];
    const open = () => {
      const elastic = createElastic({ url: found.service.url }, { log: SILENT_LOG });
      clients.push(elastic);
      const options = { prefix, log: SILENT_LOG };
      return { elastic, store: createElasticStore(elastic, options), queries: createElasticQueries(elastic, options) };
    };
    const { elastic, store, queries } = open();
    await ensureIndices(elastic, prefix);
    return {
      store,
      queries,
      records: createElasticRecords(elastic, { prefix, log: SILENT_LOG }),
      another: async () => open(),
      async dying(writes) {
        const { elastic: client } = open();
        return createElasticStore(dyingElastic(client, writes), { prefix, log: SILENT_LOG });
      },
      refresh: () => elastic.refresh(`${prefix}*`),
      async damagePost(docId) {
        const stored = (await createElasticPosts(elastic, prefix).get([docId])).get(docId);
        if (stored === undefined) throw new Error(`there is no post ${docId}`);
        await elastic.write([{ do: 'replace', found: stored, source: { ...stored.source, doc: '{broken' } }]);
        await elastic.refresh(`${prefix}*`);
      },
      async dispose() {
        for (const index of await elastic.indices(`${prefix}*`)) await elastic.dropIndex(index);
        for (const client of clients) await client.close();
      },
    };
  },
};
