import { type ScheduledTask, schedule } from 'node-cron';
import { pause } from './host-limiter.ts';

export interface Job {
  id: string;
  /** Cron, Asia/Shanghai. */
  cron: string;
}

export interface Scheduler {
  /** Starts the clocks, and each job once, spread over `spreadMs`. */
  start(): void;
  /** Adds a job or gives it another clock; null takes the clock away. A run that is under way goes on. */
  set(id: string, cron: string | null): void;
  /** Runs a job now; while it is running already, gives that run. Rejects after `close`. */
  runNow(id: string): Promise<void>;
  /** Stops the clocks, tells running jobs to stop, resolves when they have. Idempotent. */
  close(): Promise<void>;
}

export interface SchedulerOptions {
  /** Must not throw: a run reports its own failures. */
  run(id: string, signal: AbortSignal): Promise<void>;
  /** Starting runs are spread evenly over this, milliseconds. */
  spreadMs: number;
  /** Runs at the same time. */
  atOnce: number;
}

/** One run of a job at a time: a tick that comes while the job runs is left out. */
export function createScheduler(jobs: readonly Job[], { run, spreadMs, atOnce }: SchedulerOptions): Scheduler {
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  const waiting: (() => void)[] = [];
  const clocks = new Map<string, string>(jobs.map(({ id, cron }) => [id, cron]));
  const tasks = new Map<string, ScheduledTask>();
  let started = false;
  let active = 0;

  async function withSlot(id: string): Promise<void> {
    if (active >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else active += 1;
    try {
      if (!stopping.signal.aborted) await run(id, stopping.signal);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else active -= 1;
    }
  }

  function runNow(id: string): Promise<void> {
    if (stopping.signal.aborted) return Promise.reject(new Error('采集已停止'));
    const current = running.get(id) ?? withSlot(id).finally(() => running.delete(id));
    running.set(id, current);
    return current;
  }

  async function startLater(id: string, ms: number): Promise<void> {
    try {
      await pause(ms, stopping.signal);
    } catch {
      return; // closed before its turn
    }
    await runNow(id);
  }

  const starting = new Set<Promise<void>>();

  function startClock(id: string, cron: string): void {
    const options = { timezone: 'Asia/Shanghai', noOverlap: true, name: id, logger: SILENT };
    tasks.set(
      id,
      schedule(cron, () => runNow(id), options),
    );
  }

  function firstRun(id: string, ms: number): void {
    const first = startLater(id, ms);
    starting.add(first);
    void first.finally(() => starting.delete(first));
  }

  return {
    start() {
      started = true;
      for (const [index, [id, cron]] of [...clocks].entries()) {
        startClock(id, cron);
        firstRun(id, (spreadMs * index) / clocks.size);
      }
    },
    set(id, cron) {
      const before = clocks.get(id);
      if (before === (cron ?? undefined)) return;
      if (cron === null) clocks.delete(id);
      else clocks.set(id, cron);
      if (!started || stopping.signal.aborted) return;
      void tasks.get(id)?.destroy();
      tasks.delete(id);
      if (cron === null) return;
      startClock(id, cron);
      if (before === undefined) firstRun(id, 0);
    },
    runNow,
    async close() {
      stopping.abort(new Error('采集停止'));
      await Promise.all([...tasks.values()].map((task) => task.destroy()));
      tasks.clear();
      await Promise.allSettled([...running.values(), ...starting]);
    },
  };
}

/** A tick left out is what is wanted, not a warning. */
const SILENT = { info() {}, warn() {}, error() {}, debug() {} };
