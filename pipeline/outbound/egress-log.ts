import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a request was for: `crawl`, `robots`, `browser`, `webhook`. */
export type Purpose = 'crawl' | 'robots' | 'browser' | 'webhook';

/** One request that left, or was refused. */
export interface EgressLine {
  /** ISO 8601, +08:00. */
  at: string;
  purpose: Purpose;
  method: string;
  /** Without credentials and fragment; for `webhook` the origin alone, since such addresses carry keys. */
  url: string;
  /** The address that was connected to; null when nothing was. */
  address: string | null;
  status: number | null;
  /** Body on the wire. */
  bytes: number;
  /** Reason of EGRESS_REASONS or TRANSPORT_REASONS; null when it was answered. */
  problem: string | null;
}

export interface EgressLog {
  /** Never throws and does not wait. */
  record(line: EgressLine): void;
  /** Resolves when everything recorded is on disk. */
  flush(): Promise<void>;
}

/** The log is two files at most: when the first is full it takes the place of the second. */
const MOST_BYTES = 16 * 1024 * 1024;
/** Lines that wait for the disk beyond this are counted, not kept: a slow disk must not fill the memory. */
const MOST_WAITING = 10_000;

export const EGRESS_FILE = 'egress.jsonl';

/** Lines of JSON in a file and its predecessor (`.1`). `onProblem` is told when they cannot be written. */
export function createEgressLog(
  path: string,
  { onProblem = () => {}, mostBytes = MOST_BYTES }: { onProblem?: (error: unknown) => void; mostBytes?: number } = {},
): EgressLog {
  let waiting: string[] = [];
  let left = 0;
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      if (left > 0) lines.push(`${JSON.stringify({ left })}\n`);
      left = 0;
      try {
        await mkdir(dirname(path), { recursive: true });
        await appendFile(path, lines.join(''), { mode: 0o600 });
        if ((await stat(path)).size > mostBytes) await rename(path, `${path}.1`);
      } catch (error) {
        onProblem(error);
      }
    }
  }

  return {
    record(line) {
      if (waiting.length >= MOST_WAITING) left += 1;
      else waiting.push(`${JSON.stringify(line)}\n`);
      writing ??= write().finally(() => {
        writing = null;
      });
    },
    async flush() {
      while (writing !== null) await writing;
    },
  };
}
