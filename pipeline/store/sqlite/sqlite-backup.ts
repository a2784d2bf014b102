import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { FatalError } from '../../errors.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { asConsequence, engineCode, isBusy } from './sqlite-errors.ts';
import { versionOf } from './sqlite-migrate.ts';

export interface BackupReceipt {
  file: string;
  /** SHA-256 of the file, hex. */
  sha256: string;
  bytes: number;
}

/** All pages in one step: a copy in several steps starts again whenever another process writes in between. */
const IN_ONE_STEP = 0x7fff_ffff;

/**
 * A consistent copy of a running system in one file; writers are not held up. The file appears only when it is whole;
 * an older one of that name is replaced then.
 */
export async function backupDatabase(database: SqliteDatabase, file: string): Promise<BackupReceipt> {
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const source = new DatabaseSync(database.path, { readOnly: true });
    try {
      await backup(source, partial, { rate: IN_ONE_STEP });
    } finally {
      source.close();
    }
    asSingleFile(partial);
    const receipt = await describe(partial);
    await persist(partial);
    await rename(partial, file);
    return { ...receipt, file };
  } catch (error) {
    await rm(partial, { force: true });
    throw asConsequence(error, file);
  }
}

/**
 * Puts a backup in the place of `target`, which must not be open anywhere. The backup is checked page by page first;
 * what was at `target` is kept beside it under the name that comes back as `previous` (null when there was nothing).
 */
export async function restoreDatabase(
  file: string,
  target: string,
): Promise<BackupReceipt & { previous: string | null }> {
  if (!existsSync(file)) throw new FatalError(`备份文件 ${file} 不存在：请检查路径`);
  const partial = `${target}.${randomUUID()}.partial`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await copyFile(file, partial);
    checkIntegrity(partial, file);
    const receipt = await describe(partial);
    mustBeUnused(target);
    await persist(partial);
    const previous = await setAside(target);
    await rename(partial, target);
    return { ...receipt, file: target, previous };
  } catch (error) {
    await rm(partial, { force: true });
    throw asConsequence(error, file);
  }
}

function checkIntegrity(copy: string, file: string): void {
  const database = new DatabaseSync(copy);
  try {
    if (versionOf(database, file) === 0) throw new FatalError(`备份文件 ${file} 是空的：请换一个备份`);
    const problems = database
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => String(row.integrity_check));
    if (problems.join() !== 'ok') throw new FatalError(`备份文件 ${file} 已损坏：${problems.slice(0, 3).join('；')}`);
  } finally {
    database.close();
  }
}

/** The write-ahead log of a file in use must not meet another file: nobody may have the target open. */
function mustBeUnused(target: string): void {
  if (existsSync(target) && isInUse(target)) throw new FatalError(`${target} 正在使用：请先停止系统，再恢复`);
}

/** Leaving WAL mode needs the file for oneself, and writes its log back into it. */
function isInUse(target: string): boolean {
  const database = new DatabaseSync(target, { timeout: 0 });
  try {
    return database.prepare('PRAGMA journal_mode = DELETE').get()?.journal_mode === 'wal';
  } catch (error) {
    if (isBusy(error)) return true;
    // A damaged file is the very reason to restore.
    if (engineCode(error) !== null) return false;
    throw error;
  } finally {
    database.close();
  }
}

async function setAside(target: string): Promise<string | null> {
  if (!existsSync(target)) return null;
  const previous = `${target}.before-restore-${Math.trunc((await stat(target)).mtimeMs)}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(target + suffix)) await rename(target + suffix, previous + suffix);
  }
  return previous;
}

/** A copy of a file in WAL mode would want companions beside it. */
function asSingleFile(path: string): void {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode = DELETE');
  } finally {
    database.close();
  }
}

async function describe(path: string): Promise<BackupReceipt> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { file: path, sha256: hash.digest('hex'), bytes };
}

async function persist(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
