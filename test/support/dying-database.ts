import type { SqliteDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';

/** A process that is killed after so many statements within a transaction: SQLite takes the rest of it back. */
export function dyingDatabase(database: SqliteDatabase, writes: number): SqliteDatabase {
  let left = writes;
  return {
    ...database,
    write: (work, options) =>
      database.write(
        (connection) =>
          work({
            ...connection,
            statement(sql) {
              if (!/^\s*(INSERT|UPDATE|DELETE)/i.test(sql)) return connection.statement(sql);
              if (left <= 0) throw new Error('this process was killed');
              left -= 1;
              return connection.statement(sql);
            },
          }),
        options,
      ),
  };
}
