import { z } from 'zod';
import type { Bus, BusTopic } from './bus/bus.ts';
import { ConflictError } from './errors.ts';
import { instant, toEpoch, toShanghai } from './model/calendar.ts';
import type { Logger } from './stage.ts';
import type { Store } from './store/store.ts';
import { HOPS } from './topology.ts';

/** How much waited at an instant. */
const sample = z.object({ at: instant, waiting: z.int().nonnegative() });
export type LagSample = z.infer<typeof sample>;

export interface Lag {
  topic: BusTopic;
  group: string;
  partition: number;
  waiting: number;
}

const KIND = 'lag';
export const LAG_EVERY_MS = 60_000;
/** Over this span a lag must have grown, or stood still, before it is told. */
const SPAN_MS = 10 * 60_000;
/** A backlog that grows below this is the ordinary ebb and flow of batches. */
const WORTH_TELLING = 100;
const SAMPLES_KEPT = 30;

/** What waits for every hop, partition by partition. */
export async function readLags(bus: Pick<Bus, 'backlog'>): Promise<Lag[]> {
  const lags = await Promise.all(
    HOPS.map(async ({ topic, group }) =>
      (await bus.backlog(topic, group)).map((one) => ({
        topic,
        group,
        partition: one.partition,
        waiting: one.waiting,
      })),
    ),
  );
  return lags.flat();
}

/** Notes each minute how much waits, so that whoever looks sees whether it grows; warns in the log when it does. */
export function createLagWatch(deps: {
  bus: Pick<Bus, 'lag'>;
  store: Pick<Store, 'state' | 'putState'>;
  now: () => number;
  log: Logger;
}) {
  const { bus, store, now, log } = deps;
  return {
    async round(): Promise<void> {
      for (const { topic, group } of HOPS) {
        const row = await store.state(KIND, topic);
        const next = { at: toShanghai(now()), waiting: await bus.lag(topic, group) };
        const samples = [...samplesOf(row?.value), next].slice(-SAMPLES_KEPT);
        // Another process noted this minute.
        await store.putState(KIND, topic, samples, row?.version ?? null).catch((error: unknown) => {
          if (!(error instanceof ConflictError)) throw error;
        });
        const trouble = lagTrouble(topic, samples, now());
        if (trouble !== null) log.warn({ topic, waiting: next.waiting }, trouble);
      }
    },
  };
}

/** What is wrong with what waits, in words; empty when nothing is. For `doctor`. */
export async function lagTroubles(
  bus: Pick<Bus, 'lag'>,
  store: Pick<Store, 'state'>,
  now: number,
): Promise<{ waiting: string; troubles: string[] }> {
  const all = await Promise.all(
    HOPS.map(async ({ topic, group, words }) => {
      const waiting = await bus.lag(topic, group);
      const samples = samplesOf((await store.state(KIND, topic))?.value);
      const trouble = lagTrouble(topic, [...samples, { at: toShanghai(now), waiting }], now);
      return { told: `${words} ${waiting}`, trouble };
    }),
  );
  return {
    waiting: all.map(({ told }) => told).join('，'),
    troubles: all.flatMap(({ trouble }) => trouble ?? []),
  };
}

/** Null when all is well, and as long as too little was seen to tell. Samples are in the order of their time. */
export function lagTrouble(topic: BusTopic, samples: readonly LagSample[], now: number): string | null {
  const recent = samples.filter(({ at }) => toEpoch(at) >= now - SPAN_MS);
  const last = recent.at(-1);
  // The one that stood at the beginning of the span, and none when nobody looked then.
  const first = samples.findLast(({ at }) => toEpoch(at) <= now - SPAN_MS);
  if (last === undefined || first === undefined || last.waiting === 0) return null;
  const hop = HOPS.find((one) => one.topic === topic)?.words ?? topic;
  const minutes = Math.round((now - toEpoch(first.at)) / 60_000);
  const told = `${hop}积压 ${last.waiting} 条，${minutes} 分钟前 ${first.waiting} 条`;
  const seen = [first, ...recent].map(({ waiting }) => waiting);
  if (seen.every((waiting) => waiting === last.waiting)) {
    return `${told}，一条也没有动：请看负责${hop}的进程是否在运行，日志里有没有反复的错误`;
  }
  const half = Math.ceil(seen.length / 2);
  const isGrowing = Math.min(...seen.slice(half)) > Math.max(...seen.slice(0, half));
  return isGrowing && last.waiting >= WORTH_TELLING ? `${told}，还在增长：${WAY_OUT[topic]}` : null;
}

const WAY_OUT: Readonly<Record<BusTopic, string>> = {
  raw: '研判跟不上，请增加研判进程（不超过主题的分区数），单机请调大 YUQING_WORKERS',
  verdict: '归并和预警跟不上，请看存储是否变慢、磁盘是否将满',
  action: '操作没有及时生效，请看日志里有没有反复的错误',
  dead: '请看日志里的原因',
};

function samplesOf(value: unknown): LagSample[] {
  return z.array(sample).catch([]).parse(value);
}
