import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readConfig } from '../config.ts';
import type { RawItem } from '../model/raw-item.ts';
import { type CpuMs, startChain } from './chain-processes.ts';
import { manyItems } from './corpus.ts';
import { type Benchmark, type BenchOptions, round } from './figure.ts';

/**
 * Of the machine's cores, what two held processes and all that their posts cost elsewhere may take together: with more, the
 * broker and the node have queues of their own (collecting garbage, merging), and no longer the held processes set the pace.
 */
const BUSY = 0.5;
/** Each of two processes sees half of it, and has its code compiled after some thousand posts. */
const WARM_UP = 6_000;
const TIMED = 6_000;
const ROUNDS = 2;
const BURN = fileURLToPath(new URL('./burn.ts', import.meta.url));

/**
 * The whole chain, raw items in Kafka to records, events and alerts in Elasticsearch, with two analysing processes on two
 * partitions against one; the process of events is there each time. How much faster two are is asked where each finds a
 * core free. Where the broker, the node and the process of events share the machine there is none: two processes then only
 * wait longer for the same cores. So each analysing process is held to as much of a core as leaves room for all that
 * twice the posts cost the others, the same for one and for two. Beside that, what the machine makes of it when
 * nobody is held, and the CPU time that analysing a post takes with one and with two.
 */
export const chainBench: Benchmark = {
  names: ['chain-2/chain-1', 'chain-crowded-2/chain-crowded-1', 'chain-cpu-1/chain-cpu-2'],
  distributed: true,
  async run({ data, quick, env }: BenchOptions) {
    const config = readConfig(env);
    if (config.kafkaBrokers.length === 0 || config.elasticUrl === undefined) {
      process.stderr.write('chain-2/chain-1：没有设置 YUQING_KAFKA_BROKERS 和 YUQING_ELASTIC_URL，不测\n');
      return [];
    }
    const counts = quick ? { warmUp: 600, timed: 500 } : { warmUp: WARM_UP, timed: TIMED };
    const { items, note } = await manyItems(data, counts.warmUp + counts.timed);
    // The real ones are timed, as far as they go.
    const load: Load = { timed: items.slice(0, counts.timed), warmUp: items.slice(counts.timed) };
    const ceiling = await machineCeiling();
    const cores = availableParallelism();
    const rounds = quick ? 1 : ROUNDS;
    const [crowdedOne, crowdedTwo] = await bothWays(env, load, rounds, null);
    const share = roomyShare(crowdedTwo, cores);
    const [one, two] = share < 1 ? await bothWays(env, load, rounds, share) : [crowdedOne, crowdedTwo];
    const shared = { unit: '帖/秒', n: load.timed.length, of: '一个研判进程' };
    const held = share < 1 ? `每个研判进程至多占 ${round(share, 2)} 个核，其余留给同机的服务` : '研判进程不限';
    return [
      {
        ...{ name: 'chain-2/chain-1', ratio: round(two.perSecond / one.perSecond), value: Math.round(two.perSecond) },
        ...shared,
        note: `${note}；${held}；只占 CPU 的两个进程是一个的 ${round(ceiling, 2)} 倍`,
      },
      {
        name: 'chain-crowded-2/chain-crowded-1',
        ratio: round(crowdedTwo.perSecond / crowdedOne.perSecond),
        value: Math.round(crowdedTwo.perSecond),
        ...shared,
        note: `都不限，服务与进程同在 ${cores} 个核上；每帖 CPU 毫秒（一个 → 两个）：${shares(crowdedOne, crowdedTwo)}`,
      },
      {
        ...{ name: 'chain-cpu-1/chain-cpu-2', ratio: round(crowdedOne.cpu.work / crowdedTwo.cpu.work) },
        ...{ ...shared, value: round(crowdedTwo.cpu.work), unit: '毫秒/帖', of: '两个研判进程每帖的 CPU 时间' },
        note: '1 即两个研判进程毫不相扰',
      },
    ];
  },
};

/** What each of two processes may take of a core so that both and all that their posts cost elsewhere find room. */
function roomyShare({ cpu }: Run, cores: number): number {
  const perSecond = (BUSY * cores * 1_000) / (cpu.work + cpu.events + cpu.rest);
  return Math.min(1, (perSecond / 2) * (cpu.work / 1_000));
}

interface Load {
  warmUp: readonly RawItem[];
  timed: readonly RawItem[];
}

interface Run {
  perSecond: number;
  /** For a post. */
  cpu: CpuMs;
}

/** With one and with two analysing processes, in turn; the fastest run of each: what else the machine does can only add. */
async function bothWays(
  env: BenchOptions['env'],
  load: Load,
  rounds: number,
  share: number | null,
): Promise<[Run, Run]> {
  const runs: [Run[], Run[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    runs[0].push(await runChain(env, load, 1, share));
    runs[1].push(await runChain(env, load, 2, share));
  }
  const [one, two] = runs.map((all) => all.reduce((best, run) => (run.perSecond > best.perSecond ? run : best)));
  if (one === undefined || two === undefined) throw new RangeError('no rounds');
  return [one, two];
}

async function runChain(
  env: BenchOptions['env'],
  { warmUp, timed }: Load,
  workers: number,
  share: number | null,
): Promise<Run> {
  const chain = await startChain(env, workers);
  try {
    // Until all have joined their groups and run warm.
    await chain.publish(warmUp);
    await chain.caughtUp();
    const before = await chain.cpu();
    const go = await chain.pile(timed);
    const start = performance.now();
    go();
    const release = share === null ? () => {} : chain.hold(share);
    try {
      await chain.caughtUp();
    } finally {
      release();
    }
    const seconds = (performance.now() - start) / 1_000;
    const after = await chain.cpu();
    const perPost = (part: keyof CpuMs) => (after[part] - before[part]) / timed.length;
    return {
      perSecond: timed.length / seconds,
      cpu: { work: perPost('work'), events: perPost('events'), rest: perPost('rest') },
    };
  } finally {
    await chain.close();
  }
}

function shares(one: Run, two: Run): string {
  const parts = { work: '研判', events: '事件', rest: '其余（Kafka、Elasticsearch 与别的程序）' } as const;
  const share = (part: keyof CpuMs) => `${parts[part]} ${one.cpu[part].toFixed(2)} → ${two.cpu[part].toFixed(2)}`;
  return [share('work'), share('events'), share('rest')].join('，');
}

/** How many times as much two processes compute as one. */
async function machineCeiling(): Promise<number> {
  const burn = async () => z.number().parse((await once(fork(BURN), 'message'))[0]);
  const alone = await burn();
  const together = await Promise.all([burn(), burn()]);
  return together.reduce((sum, rounds) => sum + rounds, 0) / alone;
}
