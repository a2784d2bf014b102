import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type EgressLine, egressLine } from './egress-log.ts';

export interface EgressFilter {
  host?: string | undefined;
  purpose?: string | undefined;
  /** Only what did not go through. */
  problems?: boolean | undefined;
}

/** The lines of the log, oldest first. A line that was cut by a crash is passed over. */
export async function* readEgressLog(path: string, filter: EgressFilter): AsyncGenerator<EgressLine> {
  for (const file of [`${path}.1`, path]) {
    if (!existsSync(file)) continue;
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = parse(text);
      if (line !== null && fits(line, filter)) yield line;
    }
  }
}

export interface EgressCount {
  purpose: string;
  host: string;
  /** `answered`, or the reason why not. */
  outcome: string;
  count: number;
  bytes: number;
}

/** How often each host was asked, for what, with what outcome; most frequent first. */
export async function countEgress(lines: AsyncIterable<EgressLine>): Promise<EgressCount[]> {
  const counts = new Map<string, EgressCount>();
  for await (const { purpose, url, problem, bytes } of lines) {
    const host = hostOf(url);
    const outcome = problem ?? 'answered';
    const key = JSON.stringify([purpose, host, outcome]);
    const count = counts.get(key) ?? { purpose, host, outcome, count: 0, bytes: 0 };
    counts.set(key, { ...count, count: count.count + 1, bytes: count.bytes + bytes });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count);
}

function parse(text: string): EgressLine | null {
  try {
    const parsed = egressLine.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function fits(line: EgressLine, { host, purpose, problems }: EgressFilter): boolean {
  if (problems && line.problem === null) return false;
  if (purpose !== undefined && line.purpose !== purpose) return false;
  return host === undefined || hostOf(line.url) === host;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
