import type { DatabaseSync } from 'node:sqlite';
import { FatalError } from '../../errors.ts';
import { APPLICATION_ID, MIGRATIONS } from './sqlite-schema.ts';

/** The schema this program knows. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Applies the migrations that are missing, in one transaction: two processes starting together do it once. */
export function migrate(database: DatabaseSync, path: string): void {
  if (versionOf(database, path) === SCHEMA_VERSION) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(database, path);
    for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
    database.exec(`
      PRAGMA application_id = ${APPLICATION_ID};
      CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL);
      DELETE FROM schema_version;
      INSERT INTO schema_version VALUES (${SCHEMA_VERSION});
    `);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** 0 for an empty file. Throws FatalError for a file that is not ours or of a newer version. */
export function versionOf(database: DatabaseSync, path: string): number {
  const application = database.prepare('PRAGMA application_id').get()?.application_id;
  if (application !== APPLICATION_ID) {
    const tables = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n;
    if (application === 0 && tables === 0) return 0;
    throw new FatalError(`${path} 是其他程序的数据库，不会改动它：请检查 YUQING_DATA 指向的目录`);
  }
  const version = Number(database.prepare('SELECT version FROM schema_version').get()?.version);
  if (version > SCHEMA_VERSION) {
    throw new FatalError(
      `数据库文件 ${path} 的版本是 ${version}，本程序只认到 ${SCHEMA_VERSION}：请升级程序，或用 yuqing restore 恢复旧备份`,
    );
  }
  return version;
}
