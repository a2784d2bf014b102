import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { toShanghai } from '../model/calendar.ts';
import type { Exchange } from './http-client.ts';

export const PURPOSES = ['crawl', 'robots', 'browser', 'webhook', 'mail'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** One request that left, or was refused. */
export const egressLine = z.object({
  /** ISO 8601, +08:00. */
  at: z.string(),
  purpose: z.enum(PURPOSES),
  method: z.string(),
  /** Without credentials and fragment; for `webhook` the origin alone, since such addresses carry keys. */
  url: z.string(),
  /** The address that was connected to; null when nothing was. */
  address: z.string().nullable(),
  status: z.number().nullable(),
  /** Body on the wire. */
  bytes: z.number(),
  /** Reason of EGRESS_REASONS or TRANSPORT_REASONS; null when it was answered. */
  problem: z.string().nullable(),
});
export type EgressLine = z.infer<typeof egressLine>;

export interface EgressLog {
  /** For `onExchange` of a client or proxy. Never throws and does not wait. */
  recorder(purpose: Purpose): (exchange: Exchange) => void;
  /** Resolves when everything recorded is on disk. */
  flush(): Promise<void>;
}

/** The log is two files at most: a full one takes the place of its predecessor. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Lines that wait for the disk beyond this are left out: a slow disk must not fill the memory. */
const MOST_WAITING = 10_000;

export const EGRESS_FILE = 'egress.jsonl';

export interface EgressLogOptions {
  now: () => number;
  /** Told of what could not be kept. */
  onProblem?: (error: unknown) => void;
  mostBytes?: number;
}

/** JSON lines in a file and its predecessor (`….1`), written in the background. */
export function createEgressLog(path: string, options: EgressLogOptions): EgressLog {
  const { now, onProblem = () => {}, mostBytes = MOST_BYTES } = options;
  let waiting: string[] = [];
  let left = 0;
  let writing: Promise<void> | null = null;

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting;
      waiting = [];
      try {
        if (left > 0) onProblem(new RangeError(`${left} lines of the egress log were left out: the disk is too slow`));
        left = 0;
        await mkdir(dirname(path), { recursive: true });
        await appendFile(path, lines.join(''), { mode: 0o600 });
        if ((await stat(path)).size > mostBytes) await rename(path, `${path}.1`);
      } catch (error) {
        onProblem(error);
      }
    }
    writing = null;
  }

  return {
    recorder: (purpose) => (exchange) => {
      const line: EgressLine = { at: toShanghai(now()), purpose, ...exchange, url: shown(exchange.url, purpose) };
      if (waiting.length < MOST_WAITING) waiting.push(`${JSON.stringify(line)}\n`);
      else left += 1;
      writing ??= writeWaiting();
    },
    async flush() {
      await writing;
    },
  };
}

function shown(text: string, purpose: Purpose): string {
  if (!URL.canParse(text)) return text.slice(0, 300);
  const url = new URL(text);
  if (purpose === 'webhook') return url.origin;
  url.username = '';
  url.password = '';
  url.hash = '';
  return url.href.slice(0, 2_000);
}
