import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { ConfigError, type Issue } from '../../pipeline/errors.ts';

export const DONE_FOLDER = 'processed';
export const FAILED_FOLDER = 'failed';

/** What became of one file. `waiting`: it is still being written. */
export type FileOutcome =
  | { file: string; state: 'taken' }
  | { file: string; state: 'waiting' }
  | { file: string; state: 'failed'; issues: readonly Issue[] };

export interface WatchedFolder {
  /**
   * Takes what has come to rest since the last look: files whose size and time of change are those of `settleMs` ago.
   * What was taken moves to processed/, what cannot be read to failed/ with a note beside it that says why. A file that
   * could not be handed on (the store is down) stays and is tried again.
   */
  scan(signal: AbortSignal): Promise<FileOutcome[]>;
}

export interface WatchedFolderOptions {
  folder: string;
  /** Hands the file's posts on. Throws ConfigError when the file itself is at fault; any other throw is not its fault. */
  take(path: string): Promise<void>;
  /** Default 3 s: long enough for a copy over the network to write its next piece. */
  settleMs?: number;
  now?: () => number;
}

/** Left by editors and copying programs while they work. */
const UNFINISHED = /^[.~]|^~\$|\.(?:tmp|temp|part|partial|crdownload|download|swp|lock)$/i;

export function createWatchedFolder(options: WatchedFolderOptions): WatchedFolder {
  const { folder, take, settleMs = 3_000, now = Date.now } = options;

  async function takeOne(file: string): Promise<FileOutcome> {
    const path = join(folder, file);
    if (!(await isAtRest(path))) return { file, state: 'waiting' };
    try {
      await take(path);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const moved = await moveTo(FAILED_FOLDER, file);
      await writeFile(`${moved}.原因.txt`, noteOf(error.issues));
      return { file, state: 'failed', issues: error.issues };
    }
    await moveTo(DONE_FOLDER, file);
    return { file, state: 'taken' };
  }

  /** Not changed for a while, and nothing of it is changing now. */
  async function isAtRest(path: string): Promise<boolean> {
    const before = await stat(path);
    // A copy keeps the time of where it came from; where that clock is ahead, the time of the copy itself counts.
    const changed = before.mtimeMs > now() ? before.ctimeMs : before.mtimeMs;
    if (now() - changed < settleMs) return false;
    const after = await stat(path);
    return after.size === before.size && after.mtimeMs === before.mtimeMs;
  }

  /** Never over a file that is there already. */
  async function moveTo(subfolder: string, file: string): Promise<string> {
    const target = join(folder, subfolder);
    await mkdir(target, { recursive: true });
    const taken = new Set(await readdir(target));
    const ending = extname(file);
    let name = file;
    for (let copy = 2; taken.has(name); copy += 1) name = `${basename(file, ending)}-${copy}${ending}`;
    await rename(join(folder, file), join(target, name));
    return join(target, name);
  }

  return {
    async scan(signal) {
      await mkdir(folder, { recursive: true });
      const entries = await readdir(folder, { withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && !UNFINISHED.test(entry.name)).map(({ name }) => name);
      const outcomes: FileOutcome[] = [];
      for (const file of files.sort()) {
        if (signal.aborted) break;
        outcomes.push(await takeOne(file));
      }
      return outcomes;
    },
  };
}

function noteOf(issues: readonly Issue[]): string {
  const lines = issues.map(({ message, hint }) => (hint === undefined ? message : `${message}。${hint}`));
  return `${lines.join('\n')}\n改好后把文件放回上一级目录，会再次读取。\n`;
}
