import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, beforeEach } from 'vitest';
import { pause } from '../support/waiting.ts';
import { runElasticsearch } from './elasticsearch.ts';
import { startGuarded } from './guarded-process.ts';
import { type KafkaCluster, runKafka } from './kafka.ts';
import { freePorts, portOpens } from './ports.ts';

const run = promisify(execFile);

/** How a service was come by, or why it was not. */
export type Found<T> = { service: T; from: 'environment' | 'docker' | 'maven' } | { missing: string };

/** One Kafka for the whole test run: TEST_KAFKA (`host:port,…`), else docker, else the published jars. */
export function sharedKafka(): Promise<Found<KafkaCluster>> {
  return shared('kafka', async () => {
    const given = process.env.TEST_KAFKA;
    if (given) return { service: { brokers: given.split(','), saslBrokers: [] }, from: 'environment' };
    if (await dockerAnswers()) return { service: await kafkaInDocker(), from: 'docker' };
    const { brokers, saslBrokers } = await runKafka({ ...servicesOfRun(), nodes: 1 });
    return { service: { brokers, saslBrokers }, from: 'maven' };
  });
}

/** One Elasticsearch for the whole test run: TEST_ELASTICSEARCH (its URL), else docker, else the published jars. */
export function sharedElasticsearch(): Promise<Found<{ url: string }>> {
  return shared('elasticsearch', async () => {
    const given = process.env.TEST_ELASTICSEARCH;
    if (given) return { service: { url: given }, from: 'environment' };
    if (await dockerAnswers()) return { service: await elasticsearchInDocker(), from: 'docker' };
    const { url } = await runElasticsearch(servicesOfRun());
    return { service: { url }, from: 'maven' };
  });
}

/** Where services of this run keep their files, and the process they end with; set by global-setup.ts. */
export function servicesOfRun(): { folder: string; owner: number } {
  const folder = process.env.TEST_SERVICES_FOLDER ?? mkdtempSync(join(tmpdir(), 'yuqing-services-'));
  process.env.TEST_SERVICES_FOLDER = folder;
  return { folder, owner: Number(process.env.TEST_SERVICES_OWNER ?? process.pid) };
}

/** A service of one test file's own, which it may kill: a folder apart from the shared one's. */
export function servicesOfFile(name: string): { folder: string; owner: number } {
  const { folder } = servicesOfRun();
  return { folder: mkdtempSync(join(folder, `${name}-`)), owner: process.pid };
}

/**
 * Makes the tests of a file or suite wait for a service, and skips them loudly where it cannot be had; in CI that is a
 * failure. The result gives the service once tests run.
 */
export function withService<T>(name: string, find: () => Promise<Found<T>>): () => T {
  let found: Found<T> | undefined;
  beforeAll(async () => {
    found = await find();
    if ('missing' in found) tellMissing(name, found.missing);
  }, 240_000);
  beforeEach((context) => {
    if (found !== undefined && 'missing' in found) context.skip(`${name}: ${found.missing}`);
  });
  return () => {
    if (found === undefined || 'missing' in found) throw new Error(`${name} is asked for before the tests run`);
    return found.service;
  };
}

export function tellMissing(name: string, why: string): void {
  const message = `${name} could not be had: ${why}`;
  if (process.env.CI === 'true') throw new Error(message);
  process.stderr.write(`\n!!! ${message}\n!!! its tests are skipped\n`);
}

/** Started by the first test file that asks; the others wait for what it has written. */
async function shared<T>(name: string, find: () => Promise<Found<T>>): Promise<Found<T>> {
  const { folder } = servicesOfRun();
  const answer = join(folder, `${name}.json`);
  if (isFirst(join(folder, `${name}.lock`))) {
    const found = await find().catch((error: unknown): Found<T> => ({ missing: String(error) }));
    writeFileSync(`${answer}.new`, JSON.stringify(found));
    renameSync(`${answer}.new`, answer);
  }
  while (!existsSync(answer)) await pause(50);
  return JSON.parse(readFileSync(answer, 'utf8'));
}

function isFirst(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}

function dockerAnswers(): Promise<boolean> {
  return run('docker', ['info'], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

async function kafkaInDocker(): Promise<KafkaCluster> {
  const [port = 0] = await freePorts(1);
  const environment = {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_LISTENERS: `PLAINTEXT://:${port},CONTROLLER://:9093`,
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '4',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '500',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  };
  await inDocker('kafka', 'apache/kafka:4.1.0', port, port, environment);
  return { brokers: [`127.0.0.1:${port}`], saslBrokers: [] };
}

async function elasticsearchInDocker(): Promise<{ url: string }> {
  const [port = 0] = await freePorts(1);
  const environment = {
    'discovery.type': 'single-node',
    'xpack.security.enabled': 'false',
    'action.auto_create_index': 'false',
    'cluster.max_shards_per_node': '20000',
    ES_JAVA_OPTS: '-Xms384m -Xmx512m',
  };
  await inDocker('elasticsearch', 'docker.elastic.co/elasticsearch/elasticsearch:8.19.21', port, 9200, environment);
  return { url: `http://127.0.0.1:${port}` };
}

async function inDocker(
  name: string,
  image: string,
  port: number,
  inside: number,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const settings = Object.entries(environment).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  const args = ['run', '--rm', '--init', '-p', `127.0.0.1:${port}:${inside}`, ...settings, image];
  const started = startGuarded(name, { ...servicesOfRun(), command: 'docker', args });
  const end = performance.now() + 180_000;
  for (;;) {
    if (await portOpens(port)) return;
    if (!started.running() || performance.now() > end) throw new Error(`docker run ${image}:\n${await started.ended}`);
    await pause(300);
  }
}
