import { join } from 'node:path';
import type { Bus } from './bus/bus.ts';
import type { Config } from './config.ts';
import { distributedSettings } from './distributed-settings.ts';
import type { Logger } from './stage.ts';
import type { Queries } from './store/queries.ts';
import type { Records } from './store/records.ts';
import type { Store } from './store/store.ts';

/** Bus, store and queries of one kind, opened together. */
export interface Engine {
  bus: Bus;
  store: Store;
  queries: Queries;
  /** For migrating to the other engine. */
  records: Records;
  /** Closes the bus (waiting for what is in flight), then the store. */
  close(): Promise<void>;
}

interface EngineDeps {
  now: () => number;
  log: Logger;
}

export const DATABASE_FILE = 'yuqing.db';

/** Adapters are loaded here and nowhere else, so that nobody pays for an engine he does not use. */
export async function openEngine(config: Config, deps: EngineDeps): Promise<Engine> {
  return config.engine === 'distributed' ? openDistributed(config, deps) : openEmbedded(config, deps);
}

async function openEmbedded(config: Config, deps: EngineDeps): Promise<Engine> {
  const { openDatabase } = await import('./store/sqlite/sqlite-database.ts');
  const { createSqliteBus } = await import('./bus/sqlite/sqlite-bus.ts');
  const { createSqliteStore } = await import('./store/sqlite/sqlite-store.ts');
  const { createSqliteRecords } = await import('./store/sqlite/sqlite-records.ts');
  const { createSqliteQueries } = await import('./store/sqlite/sqlite-queries.ts');
  const database = openDatabase(join(config.dataDir, DATABASE_FILE));
  const bus = createSqliteBus(database, deps);
  return {
    bus,
    store: createSqliteStore(database),
    queries: createSqliteQueries(database, deps),
    records: createSqliteRecords(database),
    async close() {
      await bus.close();
      await database.close();
    },
  };
}

/** Throws ConfigError for settings that are missing, UnreachableError when Kafka or Elasticsearch does not answer. */
async function openDistributed(config: Config, deps: EngineDeps): Promise<Engine> {
  const { kafka, elastic: node, prefix } = distributedSettings(config);
  const { openKafkaBus } = await import('./bus/kafka/kafka-bus.ts');
  const { createElastic } = await import('./store/elastic/elastic-client.ts');
  const { ensureIndices } = await import('./store/elastic/elastic-indices.ts');
  const { createElasticStore } = await import('./store/elastic/elastic-store.ts');
  const { createElasticRecords } = await import('./store/elastic/elastic-records.ts');
  const { createElasticQueries } = await import('./store/elastic/elastic-queries.ts');
  const elastic = createElastic(node, deps);
  try {
    await ensureIndices(elastic, prefix);
    const bus = await openKafkaBus({ ...kafka, ...deps });
    return {
      bus,
      store: createElasticStore(elastic, { prefix, log: deps.log }),
      queries: createElasticQueries(elastic, { prefix, log: deps.log }),
      records: createElasticRecords(elastic, { prefix, log: deps.log }),
      async close() {
        await bus.close();
        await elastic.close();
      },
    };
  } catch (error) {
    await elastic.close();
    throw error;
  }
}
