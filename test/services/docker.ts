import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pause } from '../support/waiting.ts';
import { startGuarded } from './guarded-process.ts';

const run = promisify(execFile);
const ASKED_WITHIN_MS = 10_000;
/** Several hundred MB, over a line that may be slow. */
const PULLED_WITHIN_MS = 240_000;
const UP_WITHIN_MS = 120_000;

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
}

/** Runs one container until the run ends. Throws in words where the image cannot be had or the service does not come up. */
export async function runInDocker(
  name: string,
  target: { folder: string; owner: number },
  { image, port, inside, environment, answers }: Contained,
): Promise<void> {
  await pull(image);
  const container = `yuqing-test-${name}-${process.pid}`;
  const settings = Object.entries(environment).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  const publish = `127.0.0.1:${port}:${inside}`;
  const args = ['run', '--rm', '--init', '--name', container, '-p', publish, ...settings, image];
  // The client that is killed leaves its container running.
  const stop = ['docker', 'rm', '--force', '--volumes', container];
  const started = startGuarded(name, { ...target, command: 'docker', args, stop });
  const end = performance.now() + UP_WITHIN_MS;
  while (!(await answers())) {
    if (!started.running()) throw new Error(`docker run ${image} ended:\n${await started.ended}`);
    if (performance.now() > end) {
      await run('docker', stop.slice(1)).catch(() => {});
      throw new Error(`${image} did not answer on port ${port} within ${UP_WITHIN_MS} ms`);
    }
    await pause(300);
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
