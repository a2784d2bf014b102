import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { BenchOptions, Figure } from './figure.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));

const figures = z.array(
  z.object({
    name: z.string(),
    ratio: z.number().nullable(),
    value: z.number(),
    unit: z.string(),
    of: z.string(),
    n: z.number(),
    note: z.string(),
  }),
);

/**
 * Measures these figures in a process of their own: what an earlier benchmark left in the heap, its caches and its
 * threads would be counted into a later one's time. What it says on the error output is passed through; throws Error
 * when it ends with another code than 0.
 */
export async function measureApart(
  names: readonly string[],
  { data, quick, env }: BenchOptions,
): Promise<readonly Figure[]> {
  const flags = [...(data === null ? [] : ['--data', data]), ...(quick ? ['--quick'] : [])];
  const args = [...process.execArgv, CLI, 'bench', '--only', names.join(','), '--json', ...flags];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [out, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`测试进程以 ${code ?? signal} 结束，原因见上`);
  return figures.parse(JSON.parse(out));
}
