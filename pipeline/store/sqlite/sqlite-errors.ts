import { dirname } from 'node:path';
import { roomWords } from '../../disk-room.ts';
import { FatalError, RetryableError, StorageError } from '../../errors.ts';

/** Primary result codes of SQLite, https://www.sqlite.org/rescode.html */
const CODE = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const;

/** Primary result code of an error thrown by the engine; null for any other error. */
export function engineCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}

/** Another connection holds the file; trying again helps. */
export function isBusy(error: unknown): boolean {
  const code = engineCode(error);
  return code === CODE.busy || code === CODE.locked;
}

/** The engine's error as one that says what to do, with the file in it; other errors come back as they are. */
export function asConsequence(error: unknown, path: string): unknown {
  const because = error instanceof Error ? error.message : String(error);
  const retry = (text: string) => new RetryableError(`数据库文件 ${path} ${text}（${because}）`, { cause: error });
  const fatal = (text: string) => new FatalError(`数据库文件 ${path} ${text}（${because}）`, { cause: error });
  const stuck = (text: string) => {
    const figures = [roomWords(dirname(path)), because].filter((one) => one !== '').join('；');
    return new StorageError(`数据库文件 ${path} ${text}（${figures}）`, { cause: error });
  };
  switch (engineCode(error)) {
    case CODE.busy:
    case CODE.locked:
      return retry('正被其他进程占用：稍后自动重试；若一直如此，请检查是否有卡住的导入或备份进程');
    case CODE.full:
      return stuck('所在磁盘已满：请清理磁盘空间，随后自动继续');
    case CODE.io:
      return stuck('读写出错：请检查磁盘或网络盘是否已满、超出限额或损坏，随后自动重试');
    case CODE.readonly:
    case CODE.perm:
      return fatal('不可写：请检查文件及所在目录的权限、是否只读挂载');
    case CODE.cannotOpen:
      return fatal('无法打开：请检查路径是否存在、是否为目录、有无权限');
    case CODE.corrupt:
      return fatal('已损坏：请停止系统，用 yuqing restore 恢复最近的备份');
    case CODE.notADatabase:
      return fatal('不是数据库文件：请检查 YUQING_DATA 指向的目录，或用 yuqing restore 恢复备份');
    default:
      return error;
  }
}
