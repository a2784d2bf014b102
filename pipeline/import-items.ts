import type { Bus } from './bus/bus.ts';
import { type Ingest, waitForOutcomes } from './ingest.ts';
import { DROP_REASONS, type Outcome } from './model/outcome.ts';
import type { RawItem } from './model/raw-item.ts';
import type { Store } from './store/store.ts';
import { GROUPS } from './topology.ts';

const CHUNK = 500;
/** Reading stops while so many wait, so that a large file does not fill the log faster than it is worked off. */
const MOST_WAITING = 4_000;
/** Rejected rows named one by one in the answer; the rest are counted. */
const REJECTIONS_NAMED = 1_000;

export type ReadItem = { row: number; item: RawItem } | { row: number; rejected: string };

export interface ImportCounts {
  /** accepted + duplicates + rejected */
  read: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  rejections: { row: number; reason: string }[];
}

interface ImportDeps {
  ingest: Ingest;
  bus: Bus;
  store: Store;
  signal: AbortSignal;
}

/** Sends a file's items through the pipeline and counts where each ended. */
export async function importItems(items: AsyncIterable<ReadItem>, deps: ImportDeps): Promise<ImportCounts> {
  const counts: ImportCounts = { read: 0, accepted: 0, duplicates: 0, rejected: 0, rejections: [] };
  const sent = new Map<string, number>();
  let chunk: { row: number; item: RawItem }[] = [];

  function reject(row: number, reason: string): void {
    counts.rejected += 1;
    if (counts.rejections.length < REJECTIONS_NAMED) counts.rejections.push({ row, reason });
  }
  async function send(): Promise<void> {
    const { rawIds } = await deps.ingest.accept(chunk.map(({ item }) => item));
    for (const { row, item } of chunk) {
      if (rawIds.has(item.rawId) && !sent.has(item.rawId)) sent.set(item.rawId, row);
      else counts.duplicates += 1;
    }
    chunk = [];
    await roomFor(deps);
  }

  for await (const read of items) {
    counts.read += 1;
    if ('rejected' in read) reject(read.row, read.rejected);
    else chunk.push(read);
    if (chunk.length >= CHUNK) await send();
  }
  await send();
  const behind = () => deps.bus.lag('raw', GROUPS.analyse);
  const outcomes = await waitForOutcomes(deps.store, [...sent.keys()], { behind, signal: deps.signal });
  for (const [rawId, outcome] of outcomes) {
    if (outcome.kind === 'indexed') counts.accepted += 1;
    else if (outcome.kind === 'duplicate') counts.duplicates += 1;
    else reject(sent.get(rawId) ?? 0, reasonWords(outcome));
  }
  counts.rejections.sort((a, b) => a.row - b.row);
  return counts;
}

async function roomFor({ bus, signal }: ImportDeps): Promise<void> {
  while ((await bus.lag('raw', GROUPS.analyse)) > MOST_WAITING) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const DROP_WORDS: Readonly<Record<string, string>> = DROP_REASONS;

function reasonWords({ reason }: Outcome): string {
  return DROP_WORDS[reason ?? ''] ?? reason ?? '原因不明';
}
