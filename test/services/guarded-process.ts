import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from '../support/waiting.ts';

export interface GuardedProcess {
  /** Sends a signal to the service itself, and waits until it is gone unless the signal only halts it or wakes it. */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Its end, with the last lines of its log. */
  readonly ended: Promise<string>;
  running(): boolean;
}

/** Starts a service that ends with `owner` or with `<folder>/stop`; log, process id and stop file are in the folder. */
export function startGuarded(
  name: string,
  target: {
    folder: string;
    owner: number;
    command: string;
    args: readonly string[];
    /** Run before the process is killed at the end, for what it would leave behind. */
    stop?: readonly string[];
  },
): GuardedProcess {
  const { folder, owner, command, args, stop = [] } = target;
  const pidFile = join(folder, `${name}.pid`);
  const logFile = join(folder, `${name}.log`);
  rmSync(pidFile, { force: true });
  const guard = spawn(
    process.execPath,
    [join(import.meta.dirname, 'guard.ts'), String(owner), join(folder, 'stop'), pidFile, logFile, command, ...args],
    // Detached and unwatched: a shared service outlives the worker that happened to start it.
    { detached: true, stdio: 'ignore', env: { ...process.env, GUARD_STOP: JSON.stringify(stop) } },
  );
  guard.unref();
  let alive = true;
  const ended = new Promise<string>((resolve) =>
    guard.once('exit', () => {
      alive = false;
      resolve(lastLines(logFile));
    }),
  );
  return {
    ended,
    running: () => alive,
    async signal(signal) {
      while (alive && !existsSync(pidFile)) await pause(20);
      if (!alive) return;
      process.kill(Number(readFileSync(pidFile, 'utf8')), signal);
      if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await ended;
    },
  };
}

export function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-15).join('\n') : '';
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
