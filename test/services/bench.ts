import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BENCHMARKS } from '../../pipeline/bench/benchmarks.ts';
import { engineServices } from './engine-services.ts';
import { setup } from './global-setup.ts';

/**
 * `npm run bench`: `yuqing bench`, with the Kafka and Elasticsearch of the tests for the figures of the distributed
 * engine when the settings name none. `YUQING_KAFKA_BROKERS` and `YUQING_ELASTIC_URL` measure a cluster of one's own.
 */
const args = process.argv.slice(2);
const end = setup();
try {
  process.exitCode = await bench({ ...process.env, ...(needsServices() ? await engineServices() : {}) });
} finally {
  await end();
}

function needsServices(): boolean {
  const only = args.flatMap((arg, i) => (arg === '--only' ? [args[i + 1]] : arg.split('--only=').slice(1))).join();
  return BENCHMARKS.some(
    ({ names, distributed }) => distributed && (only === '' || names.some((name) => only.split(',').includes(name))),
  );
}

/** Its exit code. */
async function bench(env: NodeJS.ProcessEnv): Promise<number> {
  const cli = fileURLToPath(new URL('../../pipeline/cli.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, cli, 'bench', ...args], { env, stdio: 'inherit' });
  const [code] = await once(child, 'close');
  return typeof code === 'number' ? code : 1;
}
