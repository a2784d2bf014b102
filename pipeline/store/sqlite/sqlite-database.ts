import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FatalError } from '../../errors.ts';
import { type Connection, createConnection } from './sqlite-connection.ts';
import { asConsequence } from './sqlite-errors.ts';
import { migrate } from './sqlite-migrate.ts';
import { refreshPairs } from './sqlite-refresh-pairs.ts';
import { createWriteQueue } from './sqlite-write-queue.ts';

export interface DatabaseOptions {
  /** `full` (default) survives a power cut, `normal` only a crash of the process. */
  sync?: 'full' | 'normal';
  /** How long a write waits for other processes in all, default 15,000 ms; then RetryableError. */
  busyMs?: number;
}

/** One file shared by bus and store: one connection that writes, one that reads. */
export interface SqliteDatabase {
  readonly path: string;
  /**
   * Runs `work` in a transaction: all of it is durable when the promise resolves, none of it when it rejects. Works run
   * one after the other in the order asked for; those waiting together share one commit. `work` is synchronous and may
   * be run again after a busy file, so it must not change anything but the database.
   * `durable: false` may lose the work in a power cut (not in a crash): for what is made good by repetition.
   */
  write<T>(work: (connection: Connection) => T, options?: { durable?: boolean }): Promise<T>;
  /** Runs `work` on one consistent snapshot of what is committed. */
  read<T>(work: (connection: Connection) => T): T;
  /** Waits for the writes asked for, then closes the file. Idempotent. */
  close(): Promise<void>;
}

/** A write that finds the file locked gives the event loop back after this long, and tries again. */
const BLOCKING_WAIT_MS = 50;
/** At start another process may be migrating or recovering. */
const OPENING_WAIT_MS = 10_000;
const CACHE_KIB = 65_536;
const JOURNAL_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Opens or creates the file, with its folder, and brings it to the current schema. Throws FatalError for a file that is
 * not ours, damaged, not writable, or of a newer version; RetryableError for one that stays locked.
 */
export function openDatabase(path: string, options: DatabaseOptions = {}): SqliteDatabase {
  const { sync = 'full', busyMs = 15_000 } = options;
  const connections: DatabaseSync[] = [];
  const connect = (readOnly: boolean): DatabaseSync => {
    const database = new DatabaseSync(path, { readOnly, timeout: OPENING_WAIT_MS });
    connections.push(database);
    return database;
  };
  try {
    mkdirSync(dirname(path), { recursive: true });
    const writer = connect(false);
    prepareWriter(writer, path, sync);
    const reader = connect(true);
    reader.exec(`PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY;`);
    return createDatabase(path, { writer, reader, sync, busyMs });
  } catch (error) {
    for (const connection of connections) connection.close();
    throw asConsequence(error, path);
  }
}

function prepareWriter(writer: DatabaseSync, path: string, sync: 'full' | 'normal'): void {
  migrate(writer, path);
  const mode = writer.prepare('PRAGMA journal_mode = WAL').get()?.journal_mode;
  if (mode !== 'wal') {
    throw new FatalError(`数据库文件 ${path} 所在的文件系统不支持 WAL（得到 ${String(mode)}）：请放到本地磁盘`);
  }
  writer.exec(`
    PRAGMA synchronous = ${sync}; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = ${JOURNAL_LIMIT_BYTES}; PRAGMA wal_autocheckpoint = 4000;
  `);
  refreshPairs(writer);
  writer.exec(`PRAGMA busy_timeout = ${BLOCKING_WAIT_MS}`);
}

function createDatabase(
  path: string,
  parts: { writer: DatabaseSync; reader: DatabaseSync; sync: 'full' | 'normal'; busyMs: number },
): SqliteDatabase {
  const writer = createConnection(parts.writer);
  const reader = createConnection(parts.reader);
  const queue = createWriteQueue(writer, { path, busyMs: parts.busyMs, relaxable: parts.sync === 'full' });
  let closing: Promise<void> | undefined;
  return {
    path,
    write: (work, { durable = true } = {}) => queue.write(work, durable),
    read: (work) => {
      if (closing !== undefined) throw new FatalError(`数据库文件 ${path} 已关闭`);
      try {
        return inSnapshot(reader, work);
      } catch (error) {
        throw asConsequence(error, path);
      }
    },
    close: () => {
      closing ??= queue.close().then(() => {
        parts.reader.close();
        parts.writer.close();
      });
      return closing;
    },
  };
}

function inSnapshot<T>(connection: Connection, work: (connection: Connection) => T): T {
  if (connection.raw.isTransaction) return work(connection);
  connection.statement('BEGIN').run();
  try {
    return work(connection);
  } finally {
    if (connection.raw.isTransaction) connection.statement('COMMIT').run();
  }
}
