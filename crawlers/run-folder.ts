import { toShanghai } from '../pipeline/model/calendar.ts';
import type { RawItem } from '../pipeline/model/raw-item.ts';
import type { CatalogueRow } from './catalogue-schema.ts';
import { CrawlError } from './crawl-reasons.ts';
import { countExtraction } from './health/extraction-counts.ts';
import type { ColumnShapes } from './import/column-shapes.ts';
import { readItems } from './import/import-file.ts';
import { parseColumns } from './import/options.ts';
import { createWatchedFolder } from './import/watched-folder.ts';
import type { Accept, RunResult } from './run-source.ts';
import { createTally } from './run-tally.ts';

const CHUNK = 200;

export interface RunFolderDeps {
  /** Where the row's folder is. */
  root: string;
  accept: Accept;
  /** Asked at each look: an import by hand may have taught a new one. */
  shapes?: () => Promise<ColumnShapes>;
  now: () => number;
  settleMs?: number;
}

/**
 * One look into a watched folder. The counts are of rows: `listed` are the rows read, a row that cannot be read and a
 * file that cannot be opened count as failed, a file that is still being written as skipped.
 */
export async function runFolder(row: CatalogueRow, deps: RunFolderDeps, signal: AbortSignal): Promise<RunResult> {
  const { folder } = row;
  if (folder === undefined) throw new TypeError(`${row.id} has no folder`);
  const tally = createTally(row.id);
  const extraction = countExtraction();

  async function hand(items: readonly RawItem[]): Promise<void> {
    if (items.length === 0) return;
    const { accepted, duplicates } = await deps.accept(items);
    tally.took(items.length, { accepted, duplicates });
    for (const item of items) extraction.saw({ ...item, nativeId: null });
  }

  const shapes = await deps.shapes?.();

  async function take(path: string): Promise<void> {
    const chunk: RawItem[] = [];
    const columns = parseColumns(folder?.columns);
    const options = { kind: folder?.content ?? 'posts', columns, fetchedAt: toShanghai(deps.now()) };
    for await (const read of readItems(path, { ...options, ...(shapes ? { shapes } : {}) })) {
      if ('rejected' in read) tally.lost('bad-row', 1);
      else chunk.push(read.item);
      if (chunk.length >= CHUNK) await hand(chunk.splice(0));
    }
    await hand(chunk);
    tally.fetched();
  }

  const watched = createWatchedFolder({
    ...{ folder: `${deps.root}/${folder.path}`, take, now: deps.now },
    ...(deps.settleMs === undefined ? {} : { settleMs: deps.settleMs }),
  });
  let problem: CrawlError | null = null;
  try {
    for (const { file, state } of await watched.scan(signal)) {
      if (state === 'waiting') tally.lost('half-written', 1);
      if (state === 'failed') tally.lost('bad-file', 1);
      if (state === 'failed') problem = new CrawlError('bad-file', file);
    }
  } catch (cause) {
    tally.lost('store-failed', 1);
    problem = new CrawlError('store-failed', row.id, { cause });
  }
  return { run: tally.result(), problem, extraction: extraction.result() };
}
