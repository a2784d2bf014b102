import { ConfigError } from '../../pipeline/errors.ts';

/** A file that cannot be imported at all, with what to do about it. */
export function fileProblem(where: string, message: string, hint: string, cause?: unknown): ConfigError {
  return new ConfigError([{ where, message, hint }], { cause });
}

export function emptyFile(where: string, message = '文件是空的'): ConfigError {
  return fileProblem(where, message, '请确认导出成功，文件中至少要有一行数据');
}
