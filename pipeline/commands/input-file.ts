import { access, constants, readFile } from 'node:fs/promises';
import { ConfigError, type Issue } from '../errors.ts';

/** A file named on the command line; what is wrong with it is told as wrong input. */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError([{ where: path, message: `读不出这个文件：${message}` }], { cause });
  }
}

/** Throws ConfigError for text that is no complete http(s) address. */
export function requireUrl(text: string): string {
  requireUrls([text]);
  return text;
}

/** As requireUrl, telling of each that is none. */
export function requireUrls(texts: readonly string[]): void {
  const wrong = texts.filter((text) => !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol));
  if (wrong.length === 0) return;
  throw new ConfigError(
    wrong.map((where) => ({ where, message: '不是完整的网址', hint: '以 http:// 或 https:// 开头' })),
  );
}

/** Throws ConfigError for a file that is not there or may not be read. */
export async function requireFile(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    throw new ConfigError([{ where: path, message: '没有这个文件，或没有读取的权限' }], { cause });
  }
}

/**
 * Does the work for each file in turn. One that cannot be read costs only itself: the others are done, and all problems
 * are told together at the end, as one ConfigError.
 */
export async function eachFile(files: readonly string[], work: (file: string) => Promise<void>): Promise<void> {
  const issues: Issue[] = [];
  for (const file of files) {
    try {
      await work(file);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new ConfigError(issues);
}
