import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteBus } from '../../pipeline/bus/sqlite/sqlite-bus.ts';
import { openDatabase, type SqliteDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteQueries } from '../../pipeline/store/sqlite/sqlite-queries.ts';
import { createSqliteRecords } from '../../pipeline/store/sqlite/sqlite-records.ts';
import { createSqliteStore } from '../../pipeline/store/sqlite/sqlite-store.ts';
import { dyingDatabase } from '../support/dying-database.ts';
import type { BusEngine } from './bus.contract.ts';
import type { StoreEngine } from './store.fixture.ts';

/** Databases in a folder of their own; each `open` is like another process, with connections of its own. */
async function createFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-contract-'));
  const opened: SqliteDatabase[] = [];
  return {
    open() {
      const database = openDatabase(join(folder, 'yuqing.db'));
      opened.push(database);
      return database;
    },
    async dispose() {
      for (const database of opened) await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const sqliteBusEngine: BusEngine = {
  name: 'sqlite',
  async create() {
    const folder = await createFolder();
    const buses: ReturnType<typeof createSqliteBus>[] = [];
    return {
      async open(options = {}) {
        const database = folder.open();
        const bus = createSqliteBus(database, { leaseMs: 800, pollMs: 20, ...options });
        buses.push(bus);
        // Without its database a bus can neither renew its turn nor give it back: as after a crash.
        return { bus, abandon: () => database.close() };
      },
      async dispose() {
        for (const bus of buses) await bus.close();
        await folder.dispose();
      },
    };
  },
};

export const sqliteStoreEngine: StoreEngine = {
  name: 'sqlite',
  async create() {
    const folder = await createFolder();
    const open = () => {
      const database = folder.open();
      return { database, store: createSqliteStore(database), queries: createSqliteQueries(database) };
    };
    const first = open();
    return {
      store: first.store,
      queries: first.queries,
      records: createSqliteRecords(first.database),
      another: async () => open(),
      dying: async (writes) => createSqliteStore(dyingDatabase(open().database, writes)),
      refresh: async () => {},
      damagePost: (docId) =>
        first.database.write((connection) => {
          connection
            .statement("UPDATE post_bodies SET doc = '{broken' WHERE id = (SELECT id FROM posts WHERE doc_id = ?)")
            .run(docId);
        }),
      dispose: folder.dispose,
    };
  },
};
