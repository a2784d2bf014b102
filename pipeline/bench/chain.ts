import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readConfig } from '../config.ts';
import type { RawItem } from '../model/raw-item.ts';
import { type CpuMs, startChain } from './chain-processes.ts';
import { benchItems } from './corpus.ts';
import { type Benchmark, type BenchOptions, round } from './figure.ts';

/** Of a core, for each analysing process, where the figure is to show them with cores free around them. */
const HELD = 0.2;
const WARM_UP = 300;
const BURN = fileURLToPath(new URL('./burn.ts', import.meta.url));

/**
 * The whole chain, raw items in Kafka to records, events and alerts in Elasticsearch, with two analysing processes on two
 * partitions against one; the process of events is there each time, and whatever runs on this machine shares its cores,
 * the broker and the node too when they are here. So the figure stands three times: as it is; by the CPU time that the
 * analysing processes take for a post; and with these held to a share of a core, so that they never wait for one.
 */
export const chainBench: Benchmark = {
  names: ['chain-2/chain-1', 'chain-cpu-1/chain-cpu-2', 'chain-held-2/chain-held-1'],
  distributed: true,
  async run({ data, quick, env }: BenchOptions) {
    const config = readConfig(env);
    if (config.kafkaBrokers.length === 0 || config.elasticUrl === undefined) {
      process.stderr.write('chain-2/chain-1：没有设置 YUQING_KAFKA_BROKERS 和 YUQING_ELASTIC_URL，不测\n');
      return [];
    }
    const { items, note } = await benchItems(data, WARM_UP + (quick ? 500 : 6_000));
    const ceiling = await machineCeiling();
    const [one, two] = await bothWays(env, items, quick ? 1 : 3, null);
    const some = items.slice(0, WARM_UP + Math.floor((items.length - WARM_UP) / 4));
    const [heldOne, heldTwo] = await bothWays(env, some, quick ? 1 : 2, HELD);
    const shared = { unit: '帖/秒', n: items.length - WARM_UP };
    return [
      {
        ...{ name: 'chain-2/chain-1', ratio: round(two.perSecond / one.perSecond), value: Math.round(two.perSecond) },
        ...{ ...shared, of: '一个研判进程' },
        note: `${note}；只占 CPU 的两个进程是一个的 ${round(ceiling, 2)} 倍；每帖 CPU 毫秒（一个 → 两个）：${shares(one, two)}`,
      },
      {
        ...{ name: 'chain-cpu-1/chain-cpu-2', ratio: round(one.cpu.work / two.cpu.work), value: round(two.cpu.work) },
        ...{ ...shared, unit: '毫秒/帖', of: '两个研判进程每帖的 CPU 时间' },
        note: '1 即两个研判进程毫不相扰，有空闲的核就快一倍',
      },
      {
        name: 'chain-held-2/chain-held-1',
        ratio: round(heldTwo.perSecond / heldOne.perSecond),
        value: Math.round(heldTwo.perSecond),
        ...{ ...shared, n: some.length - WARM_UP, of: '一个研判进程' },
        note: `每个研判进程至多占 ${HELD} 个核`,
      },
    ];
  },
};

interface Run {
  perSecond: number;
  /** For a post. */
  cpu: CpuMs;
}

/** With one and with two analysing processes, in turn; the fastest run of each: what else the machine does can only add. */
async function bothWays(
  env: BenchOptions['env'],
  items: readonly RawItem[],
  rounds: number,
  share: number | null,
): Promise<[Run, Run]> {
  const runs: [Run[], Run[]] = [[], []];
  for (let i = 0; i < rounds; i++) {
    runs[0].push(await runChain(env, items, 1, share));
    runs[1].push(await runChain(env, items, 2, share));
  }
  const [one, two] = runs.map((all) => all.reduce((best, run) => (run.perSecond > best.perSecond ? run : best)));
  if (one === undefined || two === undefined) throw new RangeError('no rounds');
  return [one, two];
}

async function runChain(
  env: BenchOptions['env'],
  items: readonly RawItem[],
  workers: number,
  share: number | null,
): Promise<Run> {
  const chain = await startChain(env, workers);
  try {
    // Until all have joined their groups and run warm.
    await chain.publish(items.slice(0, WARM_UP));
    await chain.caughtUp();
    const timed = items.slice(WARM_UP);
    const before = await chain.cpu();
    const start = performance.now();
    const release = share === null ? () => {} : chain.hold(share);
    try {
      await chain.publish(timed);
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
