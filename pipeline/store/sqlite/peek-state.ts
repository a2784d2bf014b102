import { DatabaseSync } from 'node:sqlite';

/**
 * One state row of a database that a running system may hold, without opening it as a store: nothing is created, migrated
 * or locked. Null where there is no such row, or the file cannot be read so.
 */
export function peekState(path: string, kind: string, id: string): unknown {
  try {
    const database = new DatabaseSync(path, { readOnly: true });
    try {
      const { value } = database.prepare('SELECT value FROM state WHERE kind = ? AND id = ?').get(kind, id) ?? {};
      return typeof value === 'string' ? JSON.parse(value) : null;
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}
