import { join } from 'node:path';
import type { Bus } from './bus/bus.ts';
import type { Config } from './config.ts';
import type { Logger } from './stage.ts';
import type { Queries } from './store/queries.ts';
import type { Store } from './store/store.ts';

/** Bus, store and queries of one kind, opened together. */
export interface Engine {
  bus: Bus;
  store: Store;
  queries: Queries;
  /** Closes the bus (waiting for what is in flight), then the store. */
  close(): Promise<void>;
}

export const DATABASE_FILE = 'yuqing.db';

/** Adapters are loaded here and nowhere else, so that nobody pays for an engine he does not use. */
export async function openEngine(config: Config, deps: { now: () => number; log: Logger }): Promise<Engine> {
  const { openDatabase } = await import('./store/sqlite-database.ts');
  const { createSqliteBus } = await import('./bus/sqlite-bus.ts');
  const { createSqliteStore } = await import('./store/sqlite-store.ts');
  const { createSqliteQueries } = await import('./store/sqlite-queries.ts');
  const database = openDatabase(join(config.dataDir, DATABASE_FILE));
  const bus = createSqliteBus(database, deps);
  return {
    bus,
    store: createSqliteStore(database),
    queries: createSqliteQueries(database, deps),
    async close() {
      await bus.close();
      await database.close();
    },
  };
}
