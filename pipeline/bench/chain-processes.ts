import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
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
/** A look asks Kafka a dozen things: often enough to see the end, seldom enough not to be measured itself. */
const LOOK_MS = 200;
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
  /** Publishes while the analysing processes are halted; what it gives lets them go on, with everything there. */
  pile(items: readonly RawItem[]): Promise<() => void>;
  lags(): Promise<Lags>;
  /** Resolves when nothing waits before any hop. */
  caughtUp(): Promise<void>;
  cpu(): Promise<CpuMs>;
  /** Lets each analysing process use so great a share of a core at most; returns what ends that. */
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

  const publish = (items: readonly RawItem[]) =>
    bus.publish(
      'raw',
      items.map((item) => ({ key: item.docId, value: item })),
    );

  return {
    publish,
    async pile(items) {
      const signal = (name: NodeJS.Signals) => {
        for (const child of working) child.kill(name);
      };
      signal('SIGSTOP');
      await publish(items).catch((error: unknown) => {
        signal('SIGCONT');
        throw error;
      });
      return () => signal('SIGCONT');
    },
    lags,
    async caughtUp() {
      for (;;) {
        for (const child of all) if (child.exitCode !== null) throw new Error('a process of the chain has ended');
        const { raw, verdict } = await lags();
        // What is analysed is announced before it is acknowledged: asked in this order, nothing is between the two.
        if (raw === 0 && verdict === 0 && (await bus.lag('verdict', GROUPS.respond)) === 0) return;
        await sleep(LOOK_MS);
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

const WATCH_MS = 10;

/** By halting each one whenever it has used more than its share since the beginning, until it has not. */
function hold(children: readonly ChildProcess[], share: number): () => void {
  const start = performance.now();
  const held = children.map((child) => ({ child, before: usedMs(child), halted: false }));
  const timer = setInterval(() => {
    const most = share * (performance.now() - start);
    for (const one of held) {
      const halted = usedMs(one.child) - one.before > most;
      if (halted !== one.halted) one.child.kill(halted ? 'SIGSTOP' : 'SIGCONT');
      one.halted = halted;
    }
  }, WATCH_MS);
  return () => {
    clearInterval(timer);
    for (const { child } of held) child.kill('SIGCONT');
  };
}

/** CPU time of a running process so far as Linux tells it, in steps of 10 ms. */
function usedMs({ pid }: ChildProcess): number {
  // After the name, which may hold anything, in brackets: user and system time are the 14th and 15th field of all.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function dropTopics(kafka: Parameters<typeof createKafkaClient>[0], prefix: string): Promise<void> {
  const admin = createKafkaClient(kafka, { log: LOG }).admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
  await admin.deleteTopics({ topics });
  await admin.disconnect();
}
