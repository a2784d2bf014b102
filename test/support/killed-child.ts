import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'vitest';
import { pause, until } from './waiting.ts';

/**
 * A script in a process of its own that prints a line for what it has promised; killed some time after it has printed so
 * many. Gives the lines.
 * @param wait milliseconds
 */
export async function runAndKill(
  script: string,
  args: readonly string[],
  { lines, wait }: { lines: number; wait: number },
): Promise<string[]> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args]);
  let output = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const ended = once(child, 'close');
  await until(
    () => output.split('\n').length > lines || child.exitCode !== null,
    (enough) => enough,
    60_000,
    `${lines} lines of ${script}`,
  );
  await pause(wait);
  child.kill('SIGKILL');
  await ended;
  expect(complaints).toBe('');
  // A line cut by the kill is no promise.
  return output.split('\n').slice(0, -1);
}
