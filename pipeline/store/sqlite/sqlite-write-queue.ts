import { FatalError } from '../../errors.ts';
import type { Connection } from './sqlite-connection.ts';
import { asConsequence, isBusy } from './sqlite-errors.ts';

interface Job {
  durable: boolean;
  /** Runs the work; the function it gives settles the caller's promise, once the commit is done. */
  run(): () => void;
  fail(error: unknown): void;
}

/** Works that wait together share one commit, hence one wait for the disk. */
const JOBS_PER_COMMIT = 64;
const PAUSES_MS = [2, 5, 10, 20, 50] as const;

/** The one writer of a process: takes works in order, commits them in groups, waits for other processes. */
export function createWriteQueue(
  connection: Connection,
  options: { path: string; busyMs: number; relaxable: boolean },
): {
  write<T>(work: (connection: Connection) => T, durable: boolean): Promise<T>;
  close(): Promise<void>;
} {
  const { path, busyMs } = options;
  const waiting: Job[] = [];
  let draining: Promise<void> | undefined;
  let closed = false;
  let relaxed = false;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // A turn of the event loop before each commit: works asked for in the same breath come together, and a caller that
      // writes in a loop does not keep timers, sockets and other readers from running.
      await new Promise((resolve) => setImmediate(resolve));
      await commitPatiently(waiting.splice(0, JOBS_PER_COMMIT));
    }
    draining = undefined;
  }

  async function commitPatiently(jobs: readonly Job[]): Promise<void> {
    const giveUpAt = performance.now() + busyMs;
    for (let round = 0; ; round += 1) {
      try {
        for (const settle of commitTogether(jobs)) settle();
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() >= giveUpAt) {
          for (const job of jobs) job.fail(asConsequence(error, path));
          return;
        }
        await pause(PAUSES_MS[Math.min(round, PAUSES_MS.length - 1)] ?? 50);
      }
    }
  }

  function commitTogether(jobs: readonly Job[]): (() => void)[] {
    setDurability(jobs.some((job) => job.durable));
    connection.statement('BEGIN IMMEDIATE').run();
    try {
      const settled = jobs.map((job) => (jobs.length === 1 ? job.run() : runApart(job)));
      connection.statement('COMMIT').run();
      return settled;
    } catch (error) {
      if (connection.raw.isTransaction) connection.statement('ROLLBACK').run();
      throw error;
    }
  }

  /** One work that fails must not take its neighbours along. */
  function runApart(job: Job): () => void {
    connection.statement('SAVEPOINT job').run();
    try {
      const settle = job.run();
      connection.statement('RELEASE job').run();
      return settle;
    } catch (error) {
      // Some errors (disk full, damaged file) end the whole transaction: then all works of the group fail.
      if (!connection.raw.isTransaction) throw error;
      connection.statement('ROLLBACK TO job').run();
      connection.statement('RELEASE job').run();
      return () => job.fail(asConsequence(error, path));
    }
  }

  function setDurability(durable: boolean): void {
    if (!options.relaxable || relaxed === !durable) return;
    connection.raw.exec(`PRAGMA synchronous = ${durable ? 'FULL' : 'NORMAL'}`);
    relaxed = !durable;
  }

  return {
    write(work, durable) {
      if (closed) return Promise.reject(new FatalError(`数据库文件 ${path} 已关闭`));
      return new Promise((resolve, reject) => {
        const run = () => {
          const value = work(connection);
          return () => resolve(value);
        };
        waiting.push({ durable, run, fail: reject });
        draining ??= drain();
      });
    },
    async close() {
      closed = true;
      while (draining !== undefined) await draining;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
