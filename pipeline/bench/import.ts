import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRules } from '../../rules/load.ts';
import { readConfig } from '../config.ts';
import { startCore } from '../core.ts';
import { DATABASE_FILE, openEngine } from '../engine.ts';
import { importItems, type ReadItem } from '../import-items.ts';
import { createIngest } from '../ingest.ts';
import type { RawItem } from '../model/raw-item.ts';
import { createLiveFeed } from '../notify/live-feed.ts';
import { rulesDirOf } from '../paths.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { bareInsert } from '../store/sqlite/sqlite-bare-insert.ts';
import { openWorkingDays } from '../working-days/open-working-days.ts';
import { benchItems } from './corpus.ts';
import { type Benchmark, type BenchOptions, median, round } from './figure.ts';

/** Import of posts into SQLite, all of it (bus, analysis, search, events), against a bare insert of the stored rows. */
export const importBench: Benchmark = {
  names: ['import/sqlite'],
  async run(options) {
    const { items, note } = await benchItems(options.data, options.quick ? 400 : 3_000);
    const ratios: number[] = [];
    let perSecond = 0;
    for (let round = 0; round < (options.quick ? 1 : 3); round++) {
      const folder = await mkdtemp(join(tmpdir(), 'yuqing-bench-'));
      try {
        const ours = await importInto(folder, items, options);
        const bare = bareInsert(join(folder, DATABASE_FILE), join(folder, 'bare.db'));
        ratios.push(bare / ours);
        perSecond = items.length / ours;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
    const figure = { name: 'import/sqlite', ratio: round(median(ratios)), value: Math.round(perSecond), unit: '帖/秒' };
    return [{ ...figure, of: '同样的行、索引与 FTS5 的直接写入', n: items.length, note }];
  },
};

/** Seconds from the first item to the last outcome and the last event. */
async function importInto(folder: string, items: readonly RawItem[], { env }: BenchOptions): Promise<number> {
  const config = { ...readConfig(env), dataDir: folder };
  const log = { info() {}, warn() {}, error() {} };
  const stop = new AbortController();
  const engine = await openEngine(config, { now: Date.now, log });
  const rules = await loadRules(rulesDirOf(config));
  const core = await startCore({
    ...engine,
    rules: () => rules,
    segmenter: segmenterOf(rulesDirOf(config)),
    secretKey: 'bench-bench-bench',
    live: createLiveFeed(),
    notifiers: [],
    maxAlertAgeDays: config.alertMaxAgeDays,
    workingDays: openWorkingDays(config),
    now: Date.now,
    random: Math.random,
    log,
    onFatal: (error) => stop.abort(error),
    clock: 'off',
  });
  try {
    const start = performance.now();
    const ingest = createIngest(engine.bus, engine.store);
    await importItems(numbered(items), { ingest, bus: engine.bus, store: engine.store, signal: stop.signal });
    await core.drain();
    return (performance.now() - start) / 1000;
  } finally {
    await core.close();
    await engine.close();
  }
}

async function* numbered(items: readonly RawItem[]): AsyncGenerator<ReadItem> {
  for (const [index, item] of items.entries()) yield { row: index + 1, item };
}
