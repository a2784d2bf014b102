import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Benchmark, round } from './figure.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LIMIT_MB = 800;

/** Resident memory of the running demo after a minute (10 s when quick), whole process, as Linux counts it. */
export const memoryBench: Benchmark = {
  names: ['rss-demo'],
  async run({ quick }) {
    const child = spawn(process.execPath, [...(await argumentsOfDemo()), '--port', '0'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await firstLine(child);
      const most = await watch(child, quick ? 10 : 60);
      const megabytes = round(most / 1024, 0);
      return [
        { name: 'rss-demo', ratio: null, value: megabytes, unit: 'MB', of: '', n: 1, note: `上限 ${LIMIT_MB} MB` },
      ];
    } finally {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('close', resolve));
    }
  },
};

const scripts = z.object({ scripts: z.object({ demo: z.string().startsWith('node ') }) });

/** What `npm run demo` gives to Node, whose flags bound its memory: a process below npm could not be watched. */
async function argumentsOfDemo(): Promise<string[]> {
  const { demo } = scripts.parse(JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'))).scripts;
  return demo.split(' ').slice(1);
}

function firstLine(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('close', (code) => reject(new Error(`the demo ended with code ${code} before it was up`)));
  });
}

/** Highest resident set in KiB over so many seconds. */
async function watch(child: ChildProcess, seconds: number): Promise<number> {
  let most = 0;
  for (let i = 0; i < seconds; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
    most = Math.max(most, Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0));
  }
  return most;
}
