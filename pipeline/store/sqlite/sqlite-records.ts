import type { SQLInputValue } from 'node:sqlite';
import { RECORD_KINDS, type RecordKind, type Records, readableOf, type StoredRecord } from '../records.ts';
import { addCounts } from './sqlite-commit.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import type { Counts } from './sqlite-post-rows.ts';
import { RECORD_TABLES, type RecordTable } from './sqlite-record-tables.ts';
import { RECORD_WRITERS } from './sqlite-record-writers.ts';
import { textOf } from './sqlite-values.ts';

type Row = Parameters<typeof textOf>[0];

const PAGE = 500;
/** The bus's own, and what says of the file what form it has. */
const NO_RECORDS = /^(?:log_\w+|schema_version|pair_form|post_pairs_\w+|sqlite_\w+)$/;

/** Every record in the shared database file. */
export function createSqliteRecords(database: SqliteDatabase): Records {
  function pageAfter({ select, key }: RecordTable, after: readonly SQLInputValue[]): Row[] {
    const keys = key.join(', ');
    const where = after.length === 0 ? '' : `WHERE (${keys}) > (${key.map(() => '?').join(', ')})`;
    const sql = `${select} ${where} ORDER BY ${keys} LIMIT ${PAGE}`;
    return database.read((connection) => connection.statement(sql).all(...after));
  }

  async function writeKind<K extends RecordKind>(kind: K, records: readonly StoredRecord[]): Promise<void> {
    const readable = readableOf(kind, records);
    await database.write((connection) => {
      const counts: Counts = new Map();
      for (const record of readable) RECORD_WRITERS[kind](connection, record, counts);
      addCounts(connection, counts);
    });
  }

  return {
    async *read(kind, after = null) {
      const table = RECORD_TABLES[kind];
      let key: readonly SQLInputValue[] = after === null ? [] : keyOf(after);
      for (;;) {
        const rows = pageAfter(table, key);
        const last = rows.at(-1);
        if (last === undefined) return;
        key = table.key.map((column) => last[column] ?? null);
        yield { records: rows.map((row) => table.toRecord(row)), after: JSON.stringify(key) };
      }
    },
    write: writeKind,
    settle: async () => {},
    async present() {
      return RECORD_KINDS.filter((kind) => pageAfter(RECORD_TABLES[kind], []).length > 0);
    },
    async strangers() {
      const known = new Set(Object.values(RECORD_TABLES).flatMap(({ tables }) => tables));
      return database.read((connection) =>
        connection
          .statement("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
          .all()
          .map((row) => textOf(row, 'name'))
          .filter((name) => !known.has(name) && !NO_RECORDS.test(name)),
      );
    },
  };
}

function keyOf(after: string): SQLInputValue[] {
  const key: unknown = JSON.parse(after);
  return Array.isArray(key) ? key : [];
}
