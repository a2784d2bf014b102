import { FatalError } from '../../errors.ts';
import { toEpoch } from '../../model/calendar.ts';
import type { Logger } from '../../stage.ts';
import type { SqliteDatabase } from '../../store/sqlite/sqlite-database.ts';
import type { Bus, BusTopic } from '../bus.ts';
import { type Consumer, type ConsumerSettings, startConsumer } from './sqlite-consumer.ts';
import { groupRow, registerGroup, slowestGroup } from './sqlite-group.ts';
import { append, countAfter, encodeMessage, entriesAfter, headOf, removeOld, toDelivered } from './sqlite-log.ts';

export interface SqliteBusOptions extends Partial<Omit<ConsumerSettings, 'log' | 'now'>> {
  /** Epoch milliseconds, default the system's clock. */
  now?: () => number;
  log?: Logger;
}

const QUIET: Logger = { info: () => {}, warn: () => {}, error: () => {} };
/** What SQLite takes for "no limit". */
const ALL = -1;

/**
 * The log in the shared database file. Several processes may have it open: of a group's consumers one has the turn, by a
 * lease in the group's row. `close()` ends the subscriptions; the database is closed by who opened it.
 */
export function createSqliteBus(database: SqliteDatabase, options: SqliteBusOptions = {}): Bus {
  const { now = Date.now, log = QUIET, leaseMs = 5000, pollMs = 150, drainMs = 10_000 } = options;
  const consumers = new Set<Consumer>();
  let closing: Promise<void> | undefined;

  function onPublished(topic: BusTopic): void {
    for (const consumer of consumers) if (consumer.topic === topic) consumer.wake();
  }

  function mustBeOpen(): void {
    if (closing !== undefined) throw new FatalError('the bus is closed');
  }

  function lagOf(topic: BusTopic, group: string): number {
    return database.read((connection) => {
      const row = groupRow(connection, topic, group);
      return row === null ? countAfter(connection, topic, 0) : headOf(connection, topic) - row.acked;
    });
  }

  return {
    async publish(topic, messages) {
      mustBeOpen();
      if (messages.length === 0) return;
      const encoded = messages.map((message) => encodeMessage(topic, message));
      await database.write((connection) => append(connection, topic, encoded, now()));
      onPublished(topic);
    },

    async subscribe(topic, group, handler, subscribeOptions = {}) {
      mustBeOpen();
      await database.write((connection) => registerGroup(connection, topic, group));
      mustBeOpen();
      const consumer = startConsumer(
        database,
        { topic, group, handler, options: subscribeOptions, onPublished },
        { now, log, leaseMs, pollMs, drainMs },
      );
      consumers.add(consumer);
      return {
        async close() {
          await consumer.close();
          consumers.delete(consumer);
          // Another consumer of the group in this process may have its turn now.
          onPublished(topic);
        },
      };
    },

    lag: async (topic, group) => lagOf(topic, group),
    backlog: async (topic, group) => [{ partition: 0, waiting: lagOf(topic, group) }],

    async read(topic, { from, limit = ALL } = {}) {
      const after = from === undefined ? 0 : positionOf(from) - 1;
      const entries = database.read((connection) => entriesAfter(connection, topic, after, limit));
      return entries.map((entry) => toDelivered(topic, entry, 0));
    },

    async trim(topic, before) {
      const instant = toEpoch(before);
      let total = 0;
      for (let after = 0; ; ) {
        const from = after;
        const { removed, last } = await database.write((connection) => {
          const everyone = slowestGroup(connection, topic);
          // Nobody consumes dead letters, so time alone decides; any other topic waits for its first reader.
          const upTo = everyone ?? (topic === 'dead' ? headOf(connection, topic) : 0);
          return removeOld(connection, topic, { after: from, upTo, before: instant });
        });
        total += removed;
        // Messages lie in the order of their time, but for a clock that was set; where nothing is old, nothing behind is.
        if (removed === 0 || last === null) return total;
        after = last;
      }
    },

    kept: async (topic) => ({
      count: database.read((connection) => countAfter(connection, topic, 0)),
      troubles: [],
    }),

    close() {
      closing ??= Promise.all([...consumers].map((consumer) => consumer.close())).then(() => consumers.clear());
      return closing;
    },
  };
}

function positionOf(offset: string): number {
  if (!/^\d{1,15}$/.test(offset)) throw new RangeError(`not an offset of this log: ${offset}`);
  return Number(offset);
}
