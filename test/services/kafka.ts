import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pause } from '../support/waiting.ts';
import { type Certificate, loopbackCertificate } from './certificate.ts';
import { type GuardedProcess, startGuarded } from './guarded-process.ts';
import { JVM, type ServiceUse } from './jvm.ts';
import { mavenJars } from './maven-jars.ts';
import { freePorts, portOpens } from './ports.ts';

const run = promisify(execFile);
const UP_WITHIN_MS = 90_000;

/** The account of the listener that asks for one. */
export const KAFKA_ACCOUNT = { username: 'yuqing', password: 'kafka-test-password' };

export interface KafkaCluster {
  /** Without a password. */
  brokers: readonly string[];
  /** The same brokers, asking for KAFKA_ACCOUNT by SASL PLAIN. */
  saslBrokers: readonly string[];
  /** Encrypted as well, and by SCRAM too. */
  secureBrokers: readonly string[];
  /** What vouches for them, in PEM. */
  ca: string;
}

export interface RunningKafka extends KafkaCluster {
  /** Ends a broker at once; its data stay. Counted from 0, as in `brokers`. */
  kill(broker: number): Promise<void>;
  /** Starts a broker that was ended, and waits until it answers. */
  start(broker: number): Promise<void>;
  /** Halts a broker without closing its connections. */
  halt(broker: number): Promise<void>;
  resume(broker: number): Promise<void>;
}

/** Kafka from its published jars, KRaft, each node broker and controller. */
export async function runKafka(target: {
  folder: string;
  owner: number;
  nodes: number;
  /** Where the logs of its brokers lie, default in the folder. */
  disk?: string;
  use?: ServiceUse;
}): Promise<RunningKafka> {
  const jars = await mavenJars('kafka');
  const classPath = jars.map(({ file }) => file).join(':');
  const certificate = await loopbackCertificate(target.folder);
  const ports = await freePorts(target.nodes * 4);
  // One that begins with a dash is taken for an option by the tool that formats.
  const clusterId = `y${randomBytes(16).toString('base64url').slice(1)}`;
  const nodes = Array.from({ length: target.nodes }, (_, index) => ({
    id: index + 1,
    folder: join(target.folder, `kafka-${index + 1}`),
    plain: ports[index * 4] ?? 0,
    sasl: ports[index * 4 + 1] ?? 0,
    controller: ports[index * 4 + 2] ?? 0,
    secure: ports[index * 4 + 3] ?? 0,
    logs: join(target.disk ?? target.folder, `kafka-${index + 1}`, 'data'),
  }));
  const voters = nodes.map(({ id, controller }) => `${id}@127.0.0.1:${controller}`).join(',');
  const processes: GuardedProcess[] = [];

  async function start(index: number): Promise<void> {
    const node = nodeAt(index);
    const args = [
      ...JVM.kafka[target.use ?? 'short'],
      '-cp',
      classPath,
      'kafka.Kafka',
      join(node.folder, 'server.properties'),
    ];
    const started = startGuarded(`kafka-${node.id}`, { ...target, command: 'java', args });
    processes[index] = started;
    await answers(node.plain, started);
  }
  function nodeAt(index: number) {
    const node = nodes[index];
    if (node === undefined) throw new RangeError(`there is no broker ${index}`);
    return node;
  }

  await Promise.all(
    nodes.map(async (node) => {
      mkdirSync(node.folder, { recursive: true });
      const settings = join(node.folder, 'server.properties');
      writeFileSync(settings, properties(node, voters, nodes.length, certificate));
      await run('java', [
        ...JVM.kafka.short,
        '-cp',
        classPath,
        'kafka.tools.StorageTool',
        'format',
        '-t',
        clusterId,
        '-c',
        settings,
        ...['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
          '--add-scram',
          `${mechanism}=[name=${KAFKA_ACCOUNT.username},password=${KAFKA_ACCOUNT.password}]`,
        ]),
      ]);
    }),
  );
  await Promise.all(nodes.map((_, index) => start(index)));
  return {
    brokers: nodes.map(({ plain }) => `127.0.0.1:${plain}`),
    saslBrokers: nodes.map(({ sasl }) => `127.0.0.1:${sasl}`),
    secureBrokers: nodes.map(({ secure }) => `127.0.0.1:${secure}`),
    ca: certificate.pem,
    start,
    kill: async (index) => processes[index]?.signal('SIGKILL'),
    halt: async (index) => processes[index]?.signal('SIGSTOP'),
    resume: async (index) => processes[index]?.signal('SIGCONT'),
  };
}

/** The one broker of docker-compose.yml. */
export interface ComposedKafka {
  brokers: readonly string[];
  /** Halts it without closing its connections. */
  halt(): Promise<void>;
  kill(): Promise<void>;
}

/**
 * One broker set up as the image of `docker-compose.yml` does it, by the image's own program (it is part of the published
 * jars), from the environment given there. Ports, names of hosts and the folder of the data are those of this machine.
 */
export async function runComposedKafka(target: {
  folder: string;
  owner: number;
  environment: Readonly<Record<string, string>>;
}): Promise<ComposedKafka> {
  const jars = await mavenJars('kafka');
  const classPath = jars.map(({ file }) => file).join(':');
  const [plain = 0, controller = 0] = await freePorts(2);
  const data = target.environment.KAFKA_LOG_DIRS ?? '';
  const inStead = (text: string) =>
    text
      .replaceAll(data, join(target.folder, 'data'))
      .replaceAll(/(?:kafka|(?<=\/\/)):9092/g, `127.0.0.1:${plain}`)
      .replaceAll(/(?:kafka|(?<=\/\/)):9093/g, `127.0.0.1:${controller}`);
  const environment = Object.fromEntries(Object.entries(target.environment).map(([key, text]) => [key, inStead(text)]));
  const folders = { default: join(target.folder, 'default'), mounted: join(target.folder, 'mounted') };
  const final = join(target.folder, 'config');
  for (const folder of [...Object.values(folders), final]) mkdirSync(folder, { recursive: true });
  for (const file of ['server.properties', 'log4j2.yaml', 'tools-log4j2.yaml']) {
    writeFileSync(join(folders.default, file), '');
  }
  const places = ['--default-configs-dir', folders.default, '--mounted-configs-dir', folders.mounted];
  const setup = ['kafka.docker.KafkaDockerWrapper', 'setup', ...places, '--final-configs-dir', final];
  const env = { PATH: process.env.PATH, CLUSTER_ID: '5L6g3nShT-eMCtK--X86sw', ...environment };
  await run('java', [...JVM.kafka.short, '-cp', classPath, ...setup], { env });
  const heap = (environment.KAFKA_HEAP_OPTS ?? '').split(' ');
  const args = [...heap, '-cp', classPath, 'kafka.Kafka', join(final, 'server.properties')];
  const started = startGuarded('kafka-composed', { ...target, command: 'java', args });
  await answers(plain, started);
  return {
    brokers: [`127.0.0.1:${plain}`],
    halt: () => started.signal('SIGSTOP'),
    kill: () => started.signal('SIGKILL'),
  };
}

function properties(
  node: { id: number; logs: string; plain: number; sasl: number; secure: number; controller: number },
  voters: string,
  nodes: number,
  certificate: Certificate,
): string {
  const copies = Math.min(3, nodes);
  const { username, password } = KAFKA_ACCOUNT;
  const plainAccount = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${password}";`;
  const scramAccount = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': voters,
    listeners: `PLAINTEXT://127.0.0.1:${node.plain},SASL://127.0.0.1:${node.sasl},SECURE://127.0.0.1:${node.secure},CONTROLLER://127.0.0.1:${node.controller}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SASL:SASL_PLAINTEXT,SECURE:SASL_SSL,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.name.sasl.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.sasl.plain.sasl.jaas.config': plainAccount,
    'listener.name.secure.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.secure.plain.sasl.jaas.config': plainAccount,
    'listener.name.secure.scram-sha-256.sasl.jaas.config': scramAccount,
    'listener.name.secure.scram-sha-512.sasl.jaas.config': scramAccount,
    'listener.name.secure.ssl.keystore.type': 'PKCS12',
    'listener.name.secure.ssl.keystore.location': certificate.store,
    'listener.name.secure.ssl.keystore.password': certificate.password,
    'listener.name.secure.ssl.key.password': certificate.password,
    'log.dirs': node.logs,
    'auto.create.topics.enable': false,
    'default.replication.factor': copies,
    'min.insync.replicas': Math.max(1, copies - 1),
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': copies,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.replication.factor': copies,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': copies,
    'share.coordinator.state.topic.min.isr': 1,
    // Tests have groups of one or two members and let them die on purpose: nobody should wait for seconds.
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 500,
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
    'controller.quorum.fetch.timeout.ms': 1000,
    'controller.quorum.election.timeout.ms': 500,
    'num.network.threads': 2,
    'num.io.threads': 2,
    'log.segment.bytes': 16 << 20,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** A broker opens its port once it has joined the cluster. */
async function answers(port: number, started: GuardedProcess): Promise<void> {
  const end = performance.now() + UP_WITHIN_MS;
  while (!(await portOpens(port))) {
    if (!started.running()) throw new Error(`Kafka ended at its start:\n${await started.ended}`);
    if (performance.now() > end) throw new Error(`Kafka did not answer on port ${port} within ${UP_WITHIN_MS} ms`);
    await pause(100);
  }
}
