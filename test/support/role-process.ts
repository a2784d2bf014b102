import { spawn } from 'node:child_process';
import { until } from './waiting.ts';

const CLI = new URL('../../pipeline/cli.ts', import.meta.url).pathname;
const CLOCK = new URL('./shifted-clock.ts', import.meta.url).href;
const UP_WITHIN_MS = 120_000;

export interface RoleProcess {
  /** Settles when it says that it has started; never, when it is killed before. */
  ready: Promise<string>;
  kill(): void;
  output(): string;
}

/** One role of the distributed engine as a process of its own, on the clock of a file (`TEST_CLOCK` in `env`). */
export function startRole(role: readonly string[], env: Readonly<Record<string, string>>): RoleProcess {
  const args = ['--disable-warning=ExperimentalWarning', '--import', CLOCK, CLI, 'start', '--role', ...role];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH, YUQING_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      output += text;
    });
  }
  const name = role.join(' ');
  const look = () => (child.exitCode === null ? output : Promise.reject(new Error(`${name} ended: ${output}`)));
  const ready = until(look, (text) => text.includes('已启动'), UP_WITHIN_MS, `${name} to start`);
  // Nobody waits for one that is killed meanwhile.
  ready.catch(() => {});
  return { ready, kill: () => void child.kill('SIGKILL'), output: () => `--- ${name} ${child.pid}\n${output}` };
}
