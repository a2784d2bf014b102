import { createSqliteBus } from '../../pipeline/bus/sqlite/sqlite-bus.ts';
import { readConfig } from '../../pipeline/config.ts';
import { openDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteStore } from '../../pipeline/store/sqlite/sqlite-store.ts';
import { startHops } from '../../pipeline/topology.ts';
import { openWorkingDays } from '../../pipeline/working-days/open-working-days.ts';
import { shippedRules } from './chain.ts';
import { SILENT_LOG } from './samples.ts';

/** Applies what people ask for, on a database file, until it is killed: `respond-child.ts FILE`. Prints a line when it listens. */
const [file = ''] = process.argv.slice(2);
const rules = await shippedRules();
const database = openDatabase(file);
const store = createSqliteStore(database);
const act = {
  ...{ store, rules: () => rules, channels: ['in-app'] as const, maxAlertAgeMs: Number.POSITIVE_INFINITY },
  posts: store.posts,
  workingDays: openWorkingDays(readConfig({})),
};
await startHops({
  bus: createSqliteBus(database),
  store,
  hops: { act },
  context: { now: Date.now, log: SILENT_LOG },
  onFatal: (error) => {
    throw error;
  },
});
process.stdout.write('listening\n');
