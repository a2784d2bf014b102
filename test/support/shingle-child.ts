import { writeSync } from 'node:fs';
import { openDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteStore } from '../../pipeline/store/sqlite/sqlite-store.ts';
import { numberedTrace } from './numbered-trace.ts';

/**
 * Leaves traces from a given number on, until it is killed. Prints how far it is once that is promised:
 * `shingle-child.ts FILE FIRST`.
 */
const BATCH = 500;
const [file = '', first = '0'] = process.argv.slice(2);
const store = createSqliteStore(openDatabase(file));

for (let n = Number(first); ; n += BATCH) {
  await store.meet(
    Array.from({ length: BATCH }, (_, i) => numberedTrace(n + i)),
    1,
  );
  writeSync(1, `${n + BATCH}\n`);
}
