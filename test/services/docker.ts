import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pause } from '../support/waiting.ts';
import { isAlive, lastLines, startGuarded } from './guarded-process.ts';

const run = promisify(execFile);
const ASKED_WITHIN_MS = 10_000;
/** Several hundred MB, over a line that may be slow. */
const PULLED_WITHIN_MS = 240_000;
const UP_WITHIN_MS = 120_000;
/** On every container: the machine and the process that it belongs to. */
const LABEL = 'yuqing-test-owner';

/** Why nothing can be run in Docker here; null when a daemon answers. */
export function dockerProblem(): Promise<string | null> {
  // `docker info` ends well without a daemon in some versions; this asks the daemon for its own version.
  return run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: ASKED_WITHIN_MS }).then(
    () => null,
    (error: unknown) => wordsOf(error),
  );
}

export interface Contained {
  image: string;
  /** Port of the loopback address, and of the container. */
  port: number;
  inside: number;
  environment: Readonly<Record<string, string>>;
  /** Whether the service itself answers: the port is open before it does, for Docker's own proxy listens there. */
  answers(): Promise<boolean>;
  /** Default 120,000: a machine may be busy with other things. */
  upWithinMs?: number;
}

/** Runs one container until the run ends. Throws in words where the image cannot be had or the service does not come up. */
export async function runInDocker(
  name: string,
  target: { folder: string; owner: number },
  { image, port, inside, environment, answers, upWithinMs = UP_WITHIN_MS }: Contained,
): Promise<void> {
  await removeLeftOver();
  await pull(image);
  const container = `yuqing-test-${name}-${process.pid}`;
  const settings = Object.entries(environment).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  const publish = `127.0.0.1:${port}:${inside}`;
  const label = `${LABEL}=${hostname()}:${target.owner}`;
  const args = ['run', '--rm', '--init', '--name', container, '--label', label, '-p', publish, ...settings, image];
  // The client that is killed leaves its container running.
  const stop = ['docker', 'rm', '--force', '--volumes', container];
  const started = startGuarded(name, { ...target, command: 'docker', args, stop });
  const end = performance.now() + upWithinMs;
  while (!(await answers())) {
    if (!started.running()) throw new Error(`docker run ${image} ended:\n${await started.ended}`);
    if (performance.now() > end) {
      await run('docker', stop.slice(1), { timeout: ASKED_WITHIN_MS }).catch(() => {});
      const said = lastLines(join(target.folder, `${name}.log`));
      throw new Error(`${image} did not answer on port ${port} within ${upWithinMs} ms; its last lines:\n${said}`);
    }
    await pause(300);
  }
}

/** Ends what a run left behind that was killed together with its guards. */
async function removeLeftOver(): Promise<void> {
  const format = `{{.ID}} {{.Label "${LABEL}"}}`;
  const { stdout } = await run('docker', ['ps', '--all', '--filter', `label=${LABEL}`, '--format', format], {
    timeout: ASKED_WITHIN_MS,
  });
  for (const line of stdout.split('\n').filter((text) => text !== '')) {
    const [id = '', owner = ''] = line.split(' ');
    const pid = Number(owner.split(':').at(-1));
    // What another machine started through the same daemon is its own matter.
    if (owner !== `${hostname()}:${pid}` || isAlive(pid)) continue;
    await run('docker', ['rm', '--force', '--volumes', id], { timeout: ASKED_WITHIN_MS });
  }
}

async function pull(image: string): Promise<void> {
  const isHere = await run('docker', ['image', 'inspect', image], { timeout: ASKED_WITHIN_MS }).then(
    () => true,
    () => false,
  );
  if (isHere) return;
  try {
    await run('docker', ['pull', '--quiet', image], { timeout: PULLED_WITHIN_MS });
  } catch (error) {
    throw new Error(`docker pull ${image}: ${wordsOf(error)}`, { cause: error });
  }
}

/** What the client said last, else what went wrong in running it. */
function wordsOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return said.split('\n').at(-1) || String(error);
}
