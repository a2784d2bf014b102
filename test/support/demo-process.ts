import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../pipeline/cli.ts', import.meta.url));

export interface DemoProcess {
  address: string;
  account: string;
  password: string;
  pid: number;
  /** Sends SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** The demo as a newcomer starts it, in a process of its own on a free port. */
export function startDemo(...more: readonly string[]): Promise<DemoProcess> {
  return startBoard(['demo', ...more]);
}

/** A command that serves the board for the first time (`demo`, `start`), in a process of its own on a free port. */
export async function startBoard(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<DemoProcess> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, ...command, '--port', '0'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const printed = await firstWords(child, ended);
  return {
    address: /看板：(\S+)/.exec(printed)?.[1] ?? '',
    account: /账号 (\S+?)　/.exec(printed)?.[1] ?? '',
    password: /密码 (\S+?)（/.exec(printed)?.[1] ?? '',
    pid: child.pid ?? 0,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function firstWords(child: ChildProcess, ended: Promise<number | null>): Promise<string> {
  let out = '';
  let err = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8');
      if (out.includes('首次登录')) resolve(out);
    });
    void ended.then((code) => reject(new Error(`the process ended with code ${code} before it was up:\n${out}${err}`)));
  });
}
