import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from '../support/waiting.ts';
import { type GuardedProcess, startGuarded } from './guarded-process.ts';
import { JVM, type ServiceUse } from './jvm.ts';
import { mavenJars } from './maven-jars.ts';
import { freePorts } from './ports.ts';

const UP_WITHIN_MS = 90_000;
const VERSION = '8.19.21';
/** Lives in a module of its own, beside the jars only it needs. */
const OF_TRANSPORT = /^(?:netty-|transport-netty4-)/;

export interface RunningElasticsearch {
  url: string;
  /** Ends the node at once; its data stay. */
  kill(): Promise<void>;
  /** Starts it again, and waits until it answers. */
  start(): Promise<void>;
  /** Halts it without closing its connections. */
  halt(): Promise<void>;
  resume(): Promise<void>;
}

/** One node from the published jars, see ElasticNode.java. */
export async function runElasticsearch(target: {
  folder: string;
  owner: number;
  /** Where its data lie, default in the folder; with a disk of its own it watches how full that is. */
  disk?: string;
  use?: ServiceUse;
}): Promise<RunningElasticsearch> {
  const jars = await mavenJars('elasticsearch');
  const [http = 0, transport = 0] = await freePorts(2);
  const home = join(target.folder, 'elasticsearch');
  const module = join(home, 'modules', 'transport-netty4');
  for (const folder of ['lib', 'config', 'data', 'logs', 'plugins']) mkdirSync(join(home, folder), { recursive: true });
  mkdirSync(module, { recursive: true });
  for (const { name, file } of jars)
    symlinkSync(file, join(OF_TRANSPORT.test(name) ? module : join(home, 'lib'), name));
  writeFileSync(join(module, 'plugin-descriptor.properties'), DESCRIPTOR);
  writeFileSync(
    join(home, 'config', 'elasticsearch.yml'),
    settings(http, transport) + (target.disk === undefined ? UNWATCHED : watched(target.disk)),
  );
  writeFileSync(join(home, 'config', 'log4j2.properties'), LOGGING);
  cpSync(join(import.meta.dirname, 'ElasticNode.java'), join(home, 'ElasticNode.java'));
  let node: GuardedProcess | undefined;

  async function start(): Promise<void> {
    const modules = ['-p', join(home, 'lib'), '--add-modules', 'ALL-MODULE-PATH'];
    const args = [
      ...JVM.elasticsearch[target.use ?? 'short'],
      `-Des.path.home=${home}`,
      ...modules,
      join(home, 'ElasticNode.java'),
      home,
    ];
    node = startGuarded('elasticsearch', { ...target, command: 'java', args });
    await answers(`http://127.0.0.1:${http}`, node);
  }
  await start();
  return {
    url: `http://127.0.0.1:${http}`,
    start,
    kill: async () => node?.signal('SIGKILL'),
    halt: async () => node?.signal('SIGSTOP'),
    resume: async () => node?.signal('SIGCONT'),
  };
}

const DESCRIPTOR = `description=HTTP and transport
version=${VERSION}
name=transport-netty4
classname=org.elasticsearch.transport.netty4.Netty4Plugin
java.version=17
elasticsearch.version=${VERSION}
`;

const LOGGING = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d][%p][%c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
`;

function settings(http: number, transport: number): string {
  return `cluster.name: yuqing-test
node.name: test
discovery.type: single-node
network.host: 127.0.0.1
http.port: ${http}
transport.port: ${transport}
action.auto_create_index: false
cluster.max_shards_per_node: 20000
`;
}

/** However full the disk of the machine is, it is no matter of the tests. */
const UNWATCHED = 'cluster.routing.allocation.disk.threshold_enabled: false\n';

/** Free space below which all indexes become read-only, until there is more than the high watermark again. */
export const FLOOD_STAGE_BYTES = 16 << 20;

function watched(disk: string): string {
  return `path.data: ${join(disk, 'data')}
cluster.routing.allocation.disk.watermark.low: ${FLOOD_STAGE_BYTES * 2}b
cluster.routing.allocation.disk.watermark.high: ${(FLOOD_STAGE_BYTES * 3) / 2}b
cluster.routing.allocation.disk.watermark.flood_stage: ${FLOOD_STAGE_BYTES}b
cluster.info.update.interval: 10s
`;
}

/** Whether a node answers there and its indexes can be used. */
export function elasticsearchAnswers(url: string): Promise<boolean> {
  return fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`).then(
    (response) => response.ok,
    () => false,
  );
}

async function answers(url: string, started: GuardedProcess): Promise<void> {
  const end = performance.now() + UP_WITHIN_MS;
  for (;;) {
    if (await elasticsearchAnswers(url)) return;
    if (!started.running()) throw new Error(`Elasticsearch ended at its start:\n${await started.ended}`);
    if (performance.now() > end) throw new Error(`Elasticsearch did not answer on ${url} within ${UP_WITHIN_MS} ms`);
    await pause(100);
  }
}
