import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createBookmarks } from '../../crawlers/bookmarks.ts';
import { parseCatalogue } from '../../crawlers/catalogue.ts';
import { createCrawling } from '../../crawlers/crawling.ts';
import { createLeases } from '../../crawlers/lease.ts';
import { createVisited } from '../../crawlers/visited.ts';
import { createSqliteBus } from '../../pipeline/bus/sqlite/sqlite-bus.ts';
import { createIngest } from '../../pipeline/ingest.ts';
import { openDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteStore } from '../../pipeline/store/sqlite/sqlite-store.ts';

/** One run of the source `a` of a catalogue given as text, onto the bus of a database file: `crawl-child.ts FILE CATALOGUE PAIR [CHROMIUM]`. */
const [file = '', catalogue = '', pair = '', chromium] = process.argv.slice(2);
const database = openDatabase(file);
const bus = createSqliteBus(database, { leaseMs: 250, pollMs: 20 });
const store = createSqliteStore(database);
const crawling = createCrawling({
  catalogue: parseCatalogue(catalogue, 'test.yaml'),
  accept: createIngest(bus, store).accept,
  visited: createVisited(store),
  bookmarks: createBookmarks(store),
  leases: createLeases(store, { owner: randomUUID(), now: Date.now, leaseMs: 600 }),
  log: { info() {}, warn() {}, error: (fields) => writeSync(2, `${JSON.stringify(fields)}\n`) },
  allowPrivate: [pair],
  chromium,
});
writeSync(1, 'started\n');
for await (const run of crawling.runNow(['a'])) writeSync(1, `${JSON.stringify(run)}\n`);
await crawling.close();
await bus.close();
await database.close();
