import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WINDOW_MS } from '../cluster/clues.ts';
import { createRandom } from '../evaluate/random.ts';
import { toShanghai } from '../model/calendar.ts';
import { deterministicId } from '../model/ids.ts';
import type { Trace } from '../model/trace.ts';
import { openDatabase, type SqliteDatabase } from '../store/sqlite/sqlite-database.ts';
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { type Benchmark, type Figure, median, round } from './figure.ts';

const BATCH = 400;
/** Batches that are timed at either size; what lies between is put in by larger ones, as only the last posts matter. */
const TIMED = 10;
/** Batches after the store was opened again: what it must do once for that is spread over them. */
const FIRST = 20;
/** Few enough that the filter of shingles, which learns so many a call, keeps up as it does with posts as they come. */
const IN_BULK = 4_000;
const FEW = 10_000;
const DAY_MS = 86_400_000;
const START = Date.parse('2026-01-01T00:00:00+08:00');

/**
 * What it costs to find a post's kin among a million stored posts, against ten thousand, and just after such a store was
 * opened again. Posts come at the same rate in both, so the larger store stands for more months; estates, matters and set
 * phrases are as common as in real messages. Processor time, not time of day: what else the machine does must not show.
 */
export const eventsBench: Benchmark = {
  names: ['cluster-1m/cluster-10k', 'cluster-reopened/cluster-1m'],
  async run({ quick }) {
    const many = quick ? 60_000 : 1_000_000;
    const folder = await mkdtemp(join(tmpdir(), 'yuqing-bench-'));
    let database: SqliteDatabase | undefined;
    const open = () => {
      database = openDatabase(join(folder, 'events.db'));
      return createSqliteStore(database);
    };
    try {
      const trace = traceMaker();
      const filled = open();
      const few = median((await fill(filled, trace, [0, FEW, BATCH])).slice(-TIMED));
      await fill(filled, trace, [FEW, many - TIMED * BATCH, IN_BULK]);
      const later = median(await fill(filled, trace, [many - TIMED * BATCH, many, BATCH]));
      await database?.close();
      const reopened = mean(await fill(open(), trace, [many, many + FIRST * BATCH, BATCH]));
      return [
        figureOf('cluster-1m/cluster-10k', later, few, {
          of: `存有 ${FEW} 帖时的每帖处理器时间`,
          n: many,
          note: `存有 ${many} 帖时每帖的处理器微秒数，上限 2 倍`,
        }),
        figureOf('cluster-reopened/cluster-1m', reopened, later, {
          of: `重新打开前的每帖处理器时间`,
          n: FIRST * BATCH,
          note: `存有 ${many} 帖，重新打开后头 ${FIRST} 批每帖的处理器微秒数`,
        }),
      ];
    } finally {
      await database?.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Milliseconds of processor time a post for each batch of the posts from … to. */
async function fill(store: Store, trace: (n: number) => Trace, [from, to, size]: [number, number, number]) {
  const spent: number[] = [];
  for (let at = from; at < to; at += size) {
    const batch = Array.from({ length: Math.min(size, to - at) }, (_, k) => trace(at + k));
    const start = process.cpuUsage();
    await store.meet(batch, WINDOW_MS);
    const { user, system } = process.cpuUsage(start);
    spent.push((user + system) / 1_000 / batch.length);
  }
  return spent;
}

function figureOf(name: string, ms: number, ofMs: number, more: Pick<Figure, 'of' | 'n' | 'note'>): Figure {
  return { name, ratio: round(ms / ofMs), value: round(ms * 1000, 0), unit: '微秒/帖', ...more };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function traceMaker(): (n: number) => Trace {
  const random = createRandom(1);
  const below = (n: number) => Math.floor(random() * n);
  /** One shingle in ten is a set phrase, one post in twenty repeats the one before. */
  let last: number[] = [];
  return (n) => {
    const fresh = Array.from({ length: 9 }, () => (random() < 0.1 ? below(200) : below(2 ** 50)));
    last = random() < 0.05 ? last : fresh.sort((a, b) => a - b);
    const clues = Array.from({ length: 5 }, () => `小区${below(3_000)}·事由${below(60)}`);
    return {
      docId: deterministicId('d', String(n)),
      at: toShanghai(START + n * (DAY_MS / 2_000)),
      shingles: last,
      clues,
    };
  };
}
