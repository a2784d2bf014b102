import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { openKafkaBus } from '../../pipeline/bus/kafka/kafka-bus.ts';
import { SETTINGS } from '../../pipeline/config.ts';
import { runComposedKafka } from '../services/kafka.ts';
import { servicesOfFile, sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import { GRAVE } from '../support/chain.ts';
import { dropIndices } from '../support/drop-indices.ts';
import { SILENT_LOG } from '../support/samples.ts';
import { until } from '../support/waiting.ts';

const root = new URL('../..', import.meta.url).pathname;
const list = z.array(z.string());
const condition = z.enum(['service_started', 'service_healthy']);
const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string().optional(),
      build: z.object({ context: z.string() }).optional(),
      profiles: list.optional(),
      command: list.optional(),
      environment: z.record(z.string(), z.string()).default({}),
      env_file: z.array(z.object({ path: z.string(), required: z.boolean() })).optional(),
      depends_on: z.record(z.string(), z.object({ condition })).default({}),
      healthcheck: z.object({ test: list }).optional(),
      mem_limit: z.string(),
      logging: z.object({ options: z.record(z.string(), z.string()) }),
      cap_drop: list.optional(),
      security_opt: list.default([]),
      volumes: list.default([]),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
});
const compose = composeFile.parse(parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }));
const roles = Object.entries(compose.services).filter(([, { command }]) => command !== undefined);
const image = readImage();

describe('docker-compose.yml', { timeout: 360_000 }, () => {
  it('names only settings that there are, volumes that are declared and services that are started with them', () => {
    const known = Object.values(SETTINGS).map(({ env }) => env);
    for (const [name, service] of Object.entries(compose.services)) {
      const ours = Object.keys(service.environment).filter((key) => key.startsWith('YUQING_'));
      expect([name, ours.filter((key) => !known.some((one) => one === key))]).toEqual([name, []]);
      for (const volume of service.volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
      for (const needed of Object.keys(service.depends_on)) {
        const other = compose.services[needed];
        expect([needed, other?.profiles]).toEqual([needed, service.profiles]);
      }
    }
  });

  it('is taken by Docker Compose as it stands, with all profiles', (context) => {
    if (spawnSync('docker', ['compose', 'version']).status !== 0) context.skip('there is no docker compose here');
    const { status, stderr } = spawnSync('docker', ['compose', '--profile', '*', 'config', '--quiet'], { cwd: root });
    expect([status, stderr.toString()]).toEqual([0, '']);
  });

  it('asks for the health of one machine as of the process that serves', () => {
    expect(compose.services.app?.healthcheck).toEqual(compose.services.serve?.healthcheck);
  });

  it('bounds the memory and the log of every service, and a heap of Java by half of its memory', () => {
    for (const [name, { mem_limit: limit, logging, environment }] of Object.entries(compose.services)) {
      expect([name, Object.keys(logging.options)]).toEqual([name, ['max-size', 'max-file']]);
      const options = environment.KAFKA_HEAP_OPTS ?? environment.ES_JAVA_OPTS;
      if (options === undefined) continue;
      const [, least = '', most = ''] = /^-Xms(\w+) -Xmx(\w+)$/.exec(options) ?? [];
      expect([name, least, bytesOf(most) * 2 <= bytesOf(limit)]).toEqual([name, most, true]);
    }
  });

  it('runs our processes without rights, with the settings of the operator, from one image that is built here', () => {
    const ours = Object.values(compose.services).filter(({ build }) => build !== undefined);
    expect(ours.length).toBe(roles.length + 1);
    for (const { image: name, cap_drop: dropped, env_file: files, security_opt: options } of ours) {
      expect([name, dropped, files]).toEqual(['yuqing', ['ALL'], [{ path: '.env', required: false }]]);
      expect(options).toContain('no-new-privileges:true');
    }
    expect(image.user).toBe('node');
  });

  it('lets the sandbox of the browser be made where pages are opened in one, and only there', () => {
    const profile = 'crawlers/chromium-seccomp.json';
    const freed = Object.entries(compose.services).filter(([, { security_opt: options }]) =>
      options.includes(`seccomp=${profile}`),
    );
    expect(freed.map(([name]) => name)).toEqual(['app', 'crawl']);
    const calls = z.object({ syscalls: z.array(z.object({ action: z.literal('SCMP_ACT_ERRNO'), names: list })) });
    const { syscalls } = calls.parse(JSON.parse(readFileSync(join(root, profile), 'utf8')));
    const refused = syscalls.flatMap(({ names }) => names);
    expect(refused).toEqual([...new Set(refused)].toSorted());
    expect(refused.filter((name) => ['clone', 'clone3', 'unshare', 'chroot'].includes(name))).toEqual([]);
    expect(refused).toEqual(expect.arrayContaining(['bpf', 'mount', 'ptrace', 'setns', 'kexec_load', 'init_module']));
  });

  it('has an image with the Node of the lock file and what `npm start` gives it', () => {
    const manifest = z.object({
      scripts: z.record(z.string(), z.string()),
      dependencies: z.record(z.string(), z.string()),
    });
    const { scripts, dependencies } = manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
    expect(['node', ...image.options, ...image.entry.slice(1), ...image.command].join(' ')).toBe(scripts.start);
    expect(image.entry[0]).toBe('node');
    expect(image.path).toMatch(/^\/app\/node_modules\/\.bin:/);
    const majors = image.bases.map((base) => /^node:(\d+)-bookworm-slim$/.exec(base)?.[1]);
    expect(majors).toEqual(majors.map(() => /^\^(\d+)/.exec(dependencies.node ?? '')?.[1]));
  });

  it('has every role, each healthy or not, bounded, and after the services it needs', () => {
    expect(roles.map(([name]) => name).toSorted()).toEqual(['crawl', 'events', 'serve', 'work']);
    for (const [, { depends_on: needs, healthcheck, build }] of roles) {
      expect(needs).toMatchObject({
        kafka: { condition: 'service_healthy' },
        elasticsearch: { condition: 'service_healthy' },
      });
      expect([healthcheck !== undefined, build !== undefined]).toEqual([true, true]);
    }
    expect(Object.keys(compose.services.serve?.depends_on ?? {}).toSorted()).toEqual([
      'crawl',
      'elasticsearch',
      'events',
      'kafka',
      'work',
    ]);
  });

  describe('its commands and environments', () => {
    const kafka = withService('Kafka', sharedKafka);
    const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
    const opened: (() => unknown)[] = [];
    afterEach(async () => {
      for (const close of opened.splice(0).reverse()) await close();
    });

    it('run Elasticsearch and ask for its health as Elasticsearch answers', (context) => {
      // The image has one.
      if (spawnSync('curl', ['--version']).status !== 0) context.skip('there is no curl here');
      const { environment, healthcheck } = compose.services.elasticsearch ?? { environment: {} };
      expect(environment).toMatchObject({ 'discovery.type': 'single-node', 'action.auto_create_index': 'false' });
      const health = { test: healthcheck?.test ?? [], env: {} };
      expect(healthOf(health, { 'http://localhost:9200': elasticsearch().url })).toBe(0);
      expect(healthOf(health, { 'http://localhost:9200': 'http://127.0.0.1:9' })).not.toBe(0);
    });

    it('run a Kafka that starts with its environment, takes messages, and is healthy while it answers', async () => {
      const { environment = {}, healthcheck } = compose.services.kafka ?? {};
      const own = await runComposedKafka({ ...servicesOfFile('kafka-compose'), environment });
      try {
        const layout = { prefix: 'compose.', partitions: 2, replicas: -1 };
        const bus = await openKafkaBus({ brokers: own.brokers, ...layout, log: SILENT_LOG });
        const got: unknown[] = [];
        await bus.subscribe('raw', 'g', async (batch) => void got.push(...batch.map(({ value }) => value)));
        await bus.publish('raw', [{ key: 'k', value: 1 }]);
        await until(
          () => got,
          ([first]) => first === 1,
          60_000,
        );
        await bus.close();
        const health = { test: healthcheck?.test ?? [], env: {} };
        const inStead = { 'localhost/9092': (own.brokers[0] ?? '').replace(':', '/') };
        expect(healthOf(health, inStead)).toBe(0);
        await own.halt();
        expect(healthOf(health, inStead)).toBe(1);
      } finally {
        await own.kill();
      }
      // A port where nobody listens.
      expect(healthOf({ test: healthcheck?.test ?? [], env: {} }, { 'localhost/9092': '127.0.0.1/9' })).toBe(1);
    });

    it('make a system that alerts: a pushed post comes out as an alert, and each role ends by itself', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'yuqing-compose-'));
      const prefix = `t-${randomUUID().slice(0, 8)}-`;
      const url = elasticsearch().url;
      const token = 'a-token-of-24-characters-or-more';
      opened.push(() => rmSync(folder, { recursive: true, force: true }));
      opened.push(() => dropIndices(url, prefix));
      // Where the names of the containers stand, what stands in for them here; and what the operator has to give.
      const stead = {
        YUQING_KAFKA_BROKERS: kafka().brokers.join(','),
        YUQING_KAFKA_PREFIX: prefix,
        YUQING_ELASTIC_URL: url,
        YUQING_ELASTIC_PREFIX: prefix,
        YUQING_DATA: folder,
        YUQING_PORT: '0',
        YUQING_HOST: '127.0.0.1',
        YUQING_SECRET_KEY: 'a key for tests only',
        YUQING_PUSH_TOKENS: `test:${token}`,
      };
      // Nothing outside this machine is asked in a test.
      const quiet = { YUQING_CATALOGUE: new URL('../fixtures/silent-catalogue.yaml', import.meta.url).pathname };
      const running = roles.map(([name, { command = [], environment }]) => {
        return start(name, command, { ...environment, ...stead, ...quiet });
      });
      opened.push(() => running.map(({ child }) => child.kill('SIGKILL')));
      await Promise.all(running.map(({ until: output }) => output(/已启动|看板：/)));
      const serve = running.find(({ name }) => name === 'serve');
      const address = /看板：(\S+)/.exec(serve?.output() ?? '')?.[1] ?? '';
      expect((await fetch(`${address}/readyz`)).status).toBe(200);
      const checks = roles.map(([name, { healthcheck, environment }]) => {
        const env = { ...environment, ...stead, ...quiet };
        return { name, test: healthcheck?.test ?? [], env };
      });
      const inStead = { 'http://127.0.0.1:8080': address };
      for (const check of checks) expect([check.name, healthOf(check, inStead)]).toEqual([check.name, 0]);
      const nobody = { YUQING_ELASTIC_URL: 'http://127.0.0.1:9' };
      for (const check of checks) {
        const sick = { ...check, env: { ...check.env, ...nobody } };
        expect([check.name, healthOf(sick, { 'http://127.0.0.1:8080': nobody.YUQING_ELASTIC_URL })]).toEqual([
          check.name,
          1,
        ]);
      }

      const pushed = await fetch(`${address}/api/push`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          items: [{ id: '1', title: GRAVE.title, text: GRAVE.body, url: 'http://bbs.example/1' }],
        }),
      });
      expect([pushed.status, await pushed.text()]).toEqual([200, expect.any(String)]);
      const query = { query: { term: { kind: 'alert' } } };
      await until(
        async () => {
          const answer = await fetch(`${url}/${prefix}cases/_search`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(query),
          }).then((response) => response.json());
          return JSON.stringify(answer);
        },
        (text) => text.includes('塔吊'),
        60_000,
      );
      for (const { child } of running) child.kill('SIGTERM');
      const codes = await Promise.all(running.map(({ ended }) => ended));
      expect(codes).toEqual(codes.map(() => 0));
    });
  });
});

/** Exit code of a health check as Docker would run it, with other addresses in the place of some; 0 is healthy. */
function healthOf(
  { test, env }: { test: readonly string[]; env: Readonly<Record<string, string>> },
  inStead: Readonly<Record<string, string>>,
): number | null {
  const [how, ...words] = test.map((word) =>
    // A dollar is doubled in the file, so that compose does not take it for a variable of its own.
    Object.entries(inStead).reduce(
      (text, [address, other]) => text.replaceAll(address, other),
      word.replaceAll('$$', () => '$'),
    ),
  );
  const [command = '', ...args] = how === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;
  const path = `${dirname(process.execPath)}:${process.env.PATH}`;
  return spawnSync(command, args, { cwd: root, env: { PATH: path, ...env }, timeout: 120_000 }).status;
}

function start(name: string, command: readonly string[], environment: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, [...image.entry.slice(1), ...command], {
    cwd: root,
    env: { PATH: process.env.PATH, NODE_OPTIONS: image.options.join(' '), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (text: Buffer) => {
    output += text;
  });
  child.stderr?.on('data', (text: Buffer) => {
    output += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    name,
    child,
    ended,
    output: () => output,
    until: (pattern: RegExp) =>
      until(
        () => (child.exitCode === null ? output : Promise.reject(new Error(`${name} ended: ${output}`))),
        (text) => pattern.test(text),
        // One may have to build the pages first, on a machine that starts all roles at once.
        180_000,
        `${name} to say ${pattern}`,
      ),
  };
}

/** What the Dockerfile says of the last stage, and the images it builds on. */
function readImage() {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
  const said = (word: string) => [...text.matchAll(new RegExp(`^${word} (.+)$`, 'gm'))].map(([, rest = '']) => rest);
  const words = (line = '[]') => list.parse(JSON.parse(line));
  const variables = said('ENV').join(' ');
  return {
    bases: said('FROM').map((line) => line.split(' ')[0] ?? ''),
    entry: words(said('ENTRYPOINT').at(-1)),
    command: words(said('CMD').at(-1)),
    user: said('USER').at(-1),
    options: (/NODE_OPTIONS="([^"]*)"/.exec(variables)?.[1] ?? '').split(' '),
    path: /PATH=(\S+)/.exec(variables)?.[1] ?? '',
  };
}

/** Bytes of a size such as `512m` or `1g`. */
function bytesOf(size: string): number {
  const [, count = '', unit = ''] = /^(\d+)([mg])$/.exec(size) ?? [];
  return Number(count) * (unit === 'g' ? 2 ** 30 : 2 ** 20);
}
