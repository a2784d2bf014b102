import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach } from 'vitest';
import { createKafkaClient } from '../../pipeline/bus/kafka/kafka-client.ts';
import { pause } from '../support/waiting.ts';
import { dockerProblem, runInDocker } from './docker.ts';
import { elasticsearchAnswers, runElasticsearch } from './elasticsearch.ts';
import { imageOf } from './images.ts';
import { JVM, type ServiceUse } from './jvm.ts';
import { type KafkaCluster, runKafka } from './kafka.ts';
import { freePorts } from './ports.ts';

/** How a service was come by, or why it was not. */
export type Found<T> = { service: T; from: 'environment' | 'docker' | 'maven' } | { missing: string };

/** One Kafka for the whole test run: TEST_KAFKA (`host:port,…`), else docker, else the published jars. */
export function sharedKafka(use: ServiceUse = 'short'): Promise<Found<KafkaCluster>> {
  return shared('kafka', async () => {
    const given = process.env.TEST_KAFKA;
    if (given) return { service: withoutAccounts(given.split(',')), from: 'environment' };
    return dockerOrJars(
      'Kafka',
      () => kafkaInDocker(use),
      async () => {
        const { brokers, saslBrokers, secureBrokers, ca } = await runKafka({ ...servicesOfRun(), nodes: 1, use });
        return { brokers, saslBrokers, secureBrokers, ca };
      },
    );
  });
}

/** One Elasticsearch for the whole test run: TEST_ELASTICSEARCH (its URL), else docker, else the published jars. */
export function sharedElasticsearch(use: ServiceUse = 'short'): Promise<Found<{ url: string }>> {
  return shared('elasticsearch', async () => {
    const given = process.env.TEST_ELASTICSEARCH;
    if (given) return { service: { url: given }, from: 'environment' };
    return dockerOrJars(
      'Elasticsearch',
      () => elasticsearchInDocker(use),
      async () => {
        const { url } = await runElasticsearch({ ...servicesOfRun(), use });
        return { url };
      },
    );
  });
}

/** In Docker where a daemon answers; from the published jars where none does, or the image cannot be had or run, which is told. */
export async function dockerOrJars<T>(
  name: string,
  docker: () => Promise<T>,
  jars: () => Promise<T>,
): Promise<Found<T>> {
  if ((await dockerProblem()) === null) {
    try {
      return { service: await docker(), from: 'docker' };
    } catch (error) {
      process.stderr.write(`${name} does not run in Docker, its published jars are taken instead: ${wordsOf(error)}\n`);
    }
  }
  return { service: await jars(), from: 'maven' };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function withoutAccounts(brokers: readonly string[]): KafkaCluster {
  return { brokers, saslBrokers: [], secureBrokers: [], ca: '' };
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
  }, 480_000);
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

async function kafkaInDocker(use: ServiceUse): Promise<KafkaCluster> {
  const [port = 0] = await freePorts(1);
  const brokers = [`127.0.0.1:${port}`];
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
    KAFKA_HEAP_OPTS: heapOf(JVM.kafka[use]),
  };
  const answers = () => kafkaAnswers(brokers);
  await runInDocker('kafka', servicesOfRun(), { image: imageOf('kafka'), port, inside: port, environment, answers });
  return withoutAccounts(brokers);
}

async function elasticsearchInDocker(use: ServiceUse): Promise<{ url: string }> {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    'discovery.type': 'single-node',
    'xpack.security.enabled': 'false',
    'action.auto_create_index': 'false',
    'cluster.max_shards_per_node': '20000',
    'cluster.routing.allocation.disk.threshold_enabled': 'false',
    ES_JAVA_OPTS: heapOf(JVM.elasticsearch[use]),
  };
  const image = imageOf('elasticsearch');
  const answers = () => elasticsearchAnswers(url);
  await runInDocker('elasticsearch', servicesOfRun(), { image, port, inside: 9200, environment, answers });
  return { url };
}

/** Of the options of a Java, the size of its heap: images choose their collector themselves. */
function heapOf(options: readonly string[]): string {
  return options.filter((option) => /^-Xm[sx]/.test(option)).join(' ');
}

/** A broker that tells of its cluster. */
async function kafkaAnswers(brokers: readonly string[]): Promise<boolean> {
  const admin = createKafkaClient({ brokers }, { log: { info() {}, warn() {}, error() {} } }).admin();
  try {
    await admin.connect();
    await admin.listTopics();
    return true;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => {});
  }
}
