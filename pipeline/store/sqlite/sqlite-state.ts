import { ConflictError } from '../../errors.ts';
import { isSame } from '../compare-and-set.ts';
import type { StateRow, Store } from '../store.ts';
import type { Connection } from './sqlite-connection.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { numberOf, textOf } from './sqlite-values.ts';

/** Small versioned rows: the part of the store that knows nothing of posts. */
export function createSqliteState(
  database: SqliteDatabase,
): Pick<Store, 'state' | 'states' | 'putState' | 'deleteState'> {
  return {
    async state<T>(kind: string, id: string) {
      const row = database.read((connection) =>
        connection.statement('SELECT version, value FROM state WHERE kind = ? AND id = ?').get(kind, id),
      );
      return row === undefined ? null : toStateRow<T>(row);
    },

    async states<T>(kind: string) {
      const found = database.read((connection) =>
        connection.statement('SELECT id, version, value FROM state WHERE kind = ? ORDER BY id').all(kind),
      );
      return new Map(found.map((row) => [textOf(row, 'id'), toStateRow<T>(row)]));
    },

    putState: (kind, id, value, expectedVersion) =>
      database.write((connection) => put(connection, { kind, id, value, expectedVersion })),

    deleteState: (kind, id) =>
      database.write((connection) => {
        connection.statement('DELETE FROM state WHERE kind = ? AND id = ?').run(kind, id);
      }),
  };
}

/** Compare-and-set within a unit of work; false for the very row that is stored. */
export function writeStateRow(
  connection: Connection,
  { kind, id, value, version }: { kind: string; id: string; value: unknown; version: number },
): boolean {
  const row = connection.statement('SELECT version, value AS doc FROM state WHERE kind = ? AND id = ?').get(kind, id);
  const stored = row === undefined ? 0 : numberOf(row, 'version');
  if (row !== undefined && stored === version && isSame(textOf(row, 'doc'), value)) return false;
  if (stored !== version - 1) {
    throw new ConflictError(`${kind} ${id} is at version ${stored}, a write of version ${version} came too late`);
  }
  put(connection, { kind, id, value, expectedVersion: stored === 0 ? null : stored });
  return true;
}

function put(
  connection: Connection,
  next: { kind: string; id: string; value: unknown; expectedVersion: number | null },
): number {
  const { kind, id, value, expectedVersion } = next;
  const row = connection.statement('SELECT version FROM state WHERE kind = ? AND id = ?').get(kind, id);
  const version = row === undefined ? null : numberOf(row, 'version');
  if (version !== expectedVersion) {
    throw new ConflictError(`${kind} ${id} is at version ${version ?? 'none'}, not ${expectedVersion ?? 'none'}`);
  }
  const following = (version ?? 0) + 1;
  connection
    .statement('INSERT OR REPLACE INTO state (kind, id, version, value) VALUES (?, ?, ?, ?)')
    .run(kind, id, following, JSON.stringify(value ?? null));
  return following;
}

function toStateRow<T>(row: Parameters<typeof textOf>[0]): StateRow<T> {
  const value: T = JSON.parse(textOf(row, 'value'));
  return { value, version: numberOf(row, 'version') };
}
