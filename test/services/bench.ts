import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { BENCHMARKS } from '../../pipeline/bench/benchmarks.ts';
import { setup } from './global-setup.ts';
import { sharedElasticsearch, sharedKafka } from './shared-service.ts';

/**
 * `npm run bench`: `yuqing bench`, with the Kafka and Elasticsearch of the tests for the figures of the distributed
 * engine when the settings name none. `YUQING_KAFKA_BROKERS` and `YUQING_ELASTIC_URL` measure a cluster of one's own.
 */
const args = process.argv.slice(2);
const end = setup();
try {
  process.exitCode = await bench({ ...process.env, ...(needsServices() ? await services() : {}) });
} finally {
  await end();
}

function needsServices(): boolean {
  if (process.env.YUQING_KAFKA_BROKERS !== undefined || process.env.YUQING_ELASTIC_URL !== undefined) return false;
  const only = args.flatMap((arg, i) => (arg === '--only' ? [args[i + 1]] : arg.split('--only=').slice(1))).join();
  return BENCHMARKS.some(
    ({ names, distributed }) => distributed && (only === '' || names.some((name) => only.split(',').includes(name))),
  );
}

async function services(): Promise<Record<string, string>> {
  process.stderr.write('启动测试用的 Kafka 和 Elasticsearch……\n');
  const [kafka, elasticsearch] = await Promise.all([sharedKafka(), sharedElasticsearch()]);
  if ('missing' in kafka || 'missing' in elasticsearch) {
    const why = [kafka, elasticsearch].flatMap((found) => ('missing' in found ? [found.missing] : []));
    process.stderr.write(`没有 Kafka 或 Elasticsearch，分布式引擎的指标不测：${why.join('；')}\n`);
    return {};
  }
  return { YUQING_KAFKA_BROKERS: kafka.service.brokers.join(), YUQING_ELASTIC_URL: elasticsearch.service.url };
}

/** Its exit code. */
async function bench(env: NodeJS.ProcessEnv): Promise<number> {
  const cli = fileURLToPath(new URL('../../pipeline/cli.ts', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, cli, 'bench', ...args], { env, stdio: 'inherit' });
  const [code] = await once(child, 'close');
  return typeof code === 'number' ? code : 1;
}
