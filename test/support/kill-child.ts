import { writeSync } from 'node:fs';
import { createSqliteBus } from '../../pipeline/bus/sqlite/sqlite-bus.ts';
import { openDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteStore } from '../../pipeline/store/sqlite/sqlite-store.ts';
import { startWork } from './kill-worker.ts';

/**
 * Publishes numbers from a given one on and works on them, until it is killed. Prints each number once its message is
 * promised to be durable: `kill-child.ts FILE FIRST`.
 */
const [file = '', first = '0'] = process.argv.slice(2);
const database = openDatabase(file);
const bus = createSqliteBus(database, { leaseMs: 250, pollMs: 20 });
await startWork(bus, createSqliteStore(database));

for (let n = Number(first); ; ) {
  const numbers = Array.from({ length: 1 + (n % 4) }, (_, i) => n + i);
  n += numbers.length;
  await bus.publish(
    'raw',
    numbers.map((number) => ({ key: `k${number % 5}`, value: { n: number } })),
  );
  writeSync(1, `${numbers.join('\n')}\n`);
}
