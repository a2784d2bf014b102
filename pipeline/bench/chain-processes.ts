import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openKafkaBus } from '../bus/kafka/kafka-bus.ts';
import { createKafkaClient } from '../bus/kafka/kafka-client.ts';
import { readConfig } from '../config.ts';
import { distributedSettings } from '../distributed-settings.ts';
import type { RawItem } from '../model/raw-item.ts';
import { createElastic } from '../store/elastic/elastic-client.ts';
import { GROUPS } from '../topology.ts';
import type { BenchOptions } from './figure.ts';

const LOG = { info() {}, warn() {}, error() {} };
const PARTITIONS = 2;
const PROCESS = fileURLToPath(new URL('./chain-process.ts', import.meta.url));

/** What waits before each hop. */
export interface Lags {
  raw: number;
  verdict: number;
}

/** CPU time so far, ms: of the analysing processes, of the one of events, and of all else on this machine. */
export interface CpuMs {
  work: number;
  events: number;
  rest: number;
}

/** The chain of the distributed engine in processes of its own, with topics and indexes of its own. */
export interface ChainProcesses {
  publish(items: readonly RawItem[]): Promise<void>;
  lags(): Promise<Lags>;
  /** Resolves when nothing waits before any hop. */
  caughtUp(): Promise<void>;
  cpu(): Promise<CpuMs>;
  /** Gives each analysing process so great a share of a core at most; returns what ends that. */
  hold(share: number): () => void;
  /** Ends the processes and removes what they left. */
  close(): Promise<void>;
}

/** Resolves when all are ready; `workers` analysing processes and one of events. */
export async function startChain(env: BenchOptions['env'], workers: number): Promise<ChainProcesses> {
  const prefix = `bench-${randomUUID().slice(0, 8)}-`;
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-bench-'));
  const own = {
    ...env,
    YUQING_ENGINE: 'distributed',
    YUQING_KAFKA_PREFIX: prefix,
    YUQING_KAFKA_PARTITIONS: String(PARTITIONS),
    YUQING_ELASTIC_PREFIX: prefix,
    YUQING_DATA: folder,
    YUQING_SECRET_KEY: 'bench-bench-bench',
  };
  const { kafka, elastic: node } = distributedSettings(readConfig(own));
  const bus = await openKafkaBus({ ...kafka, log: LOG });
  // Before the others: the first one makes the indexes.
  const events = await start('work --stateful', own);
  const working = await Promise.all(Array.from({ length: workers }, () => start('work', own)));
  const all = [events, ...working];

  async function lags(): Promise<Lags> {
    const [raw, verdict] = await Promise.all([bus.lag('raw', GROUPS.analyse), bus.lag('verdict', GROUPS.respond)]);
    return { raw, verdict };
  }

  return {
    publish: (items) =>
      bus.publish(
        'raw',
        items.map((item) => ({ key: item.docId, value: item })),
      ),
    lags,
    async caughtUp() {
      for (;;) {
        for (const child of all) if (child.exitCode !== null) throw new Error('a process of the chain has ended');
        const { raw, verdict } = await lags();
        // What is analysed is announced before it is acknowledged: asked in this order, nothing is between the two.
        if (raw === 0 && verdict === 0 && (await bus.lag('verdict', GROUPS.respond)) === 0) return;
        await sleep(50);
      }
    },
    async cpu() {
      const work = (await Promise.all(working.map(cpuOf))).reduce((sum, ms) => sum + ms, 0);
      const ofEvents = await cpuOf(events);
      return { work, events: ofEvents, rest: machineCpu() - work - ofEvents };
    },
    hold: (share) => hold(working, share),
    async close() {
      await Promise.all(all.map(end));
      await bus.close();
      await dropTopics(kafka, prefix);
      const elastic = createElastic(node, { log: LOG });
      for (const index of await elastic.indices(`${prefix}*`)) await elastic.dropIndex(index);
      await elastic.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function start(role: string, env: Record<string, string | undefined>): Promise<ChildProcess> {
  const child = fork(PROCESS, [role], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`${role} did not start`)));
  await Promise.race([once(child, 'message'), ended]);
  // From here on its end is told by whoever waits for what it does.
  ended.catch(() => {});
  return child;
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send('cpu');
  const [ms] = await once(child, 'message');
  return z.number().parse(ms);
}

/** Busy time of all cores since the machine was started, ms. */
function machineCpu(): number {
  return cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.send('end');
  await gone;
}

const CYCLE_MS = 40;

/** By halting them for the rest of each cycle, all at the same time. */
function hold(children: readonly ChildProcess[], share: number): () => void {
  let timer: NodeJS.Timeout;
  const go = () => {
    for (const child of children) child.kill('SIGCONT');
    timer = setTimeout(halt, CYCLE_MS * share);
  };
  const halt = () => {
    for (const child of children) child.kill('SIGSTOP');
    timer = setTimeout(go, CYCLE_MS * (1 - share));
  };
  go();
  return () => {
    clearTimeout(timer);
    for (const child of children) child.kill('SIGCONT');
  };
}

async function dropTopics(kafka: Parameters<typeof createKafkaClient>[0], prefix: string): Promise<void> {
  const admin = createKafkaClient(kafka, { log: LOG }).admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
  await admin.deleteTopics({ topics });
  await admin.disconnect();
}
