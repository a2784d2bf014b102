import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** One connection with its prepared statements kept. */
export interface Connection {
  readonly raw: DatabaseSync;
  /** Prepared on first use, then taken from the cache. */
  statement(sql: string): StatementSync;
}

const STATEMENTS_KEPT = 300;

export function createConnection(raw: DatabaseSync): Connection {
  const statements = new Map<string, StatementSync>();
  return {
    raw,
    statement(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      // Filters make many texts; the oldest go first.
      const oldest = statements.size >= STATEMENTS_KEPT ? statements.keys().next().value : undefined;
      if (oldest !== undefined) statements.delete(oldest);
      const prepared = raw.prepare(sql);
      statements.set(sql, prepared);
      return prepared;
    },
  };
}
