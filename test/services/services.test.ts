import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { until } from '../support/waiting.ts';
import { dockerProblem, runInDocker } from './docker.ts';
import { startGuarded } from './guarded-process.ts';
import { imageOf } from './images.ts';
import { portOpens } from './ports.ts';
import { dockerOrJars, sharedElasticsearch, sharedKafka, withService } from './shared-service.ts';

describe('services of the tests', () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('are there, real ones', async () => {
    const [host = '', port = ''] = (kafka().brokers[0] ?? '').split(':');
    expect(host).not.toBe('');
    expect(await portOpens(Number(port))).toBe(true);
    const health = await fetch(`${elasticsearch().url}/_cluster/health`).then((response) => response.json());
    expect(health).toMatchObject({
      number_of_nodes: expect.any(Number),
      status: expect.stringMatching(/green|yellow/),
    });
  });

  it('come from their published jars where no Docker daemon answers, or one that cannot give the image', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yuqing-docker-'));
    vi.stubEnv('DOCKER_HOST', `unix://${folder}/nobody.sock`);
    const never = () => Promise.reject(new Error('Docker was asked'));
    expect(await dockerProblem()).not.toBeNull();
    expect(await dockerOrJars('Kafka', never, async () => 'jars')).toEqual({ service: 'jars', from: 'maven' });

    const daemon = await startUselessDaemon();
    vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${daemon.port}`);
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const inDocker = () =>
      runInDocker(
        'odd',
        { folder, owner: process.pid },
        {
          ...{ image: 'nowhere.invalid/odd:1', port: 1, inside: 1, environment: {}, answers: async () => false },
        },
      );
    const found = await dockerOrJars(
      'Kafka',
      async () => `${await inDocker()}`,
      async () => 'jars',
    );
    expect(found).toEqual({ service: 'jars', from: 'maven' });
    // Without a client there is nobody to ask the daemon.
    if ((await dockerProblem()) === null) {
      expect(told.mock.calls.flat().join('')).toMatch(
        /Kafka does not run in Docker.*docker pull nowhere\.invalid\/odd:1:.*no such host/,
      );
    }
    await daemon.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are the versions that docker-compose.yml deploys', () => {
    const versionIn = (pom: string) => {
      const text = readFileSync(new URL(pom, import.meta.url), 'utf8');
      return /<dependency>[\s\S]*?<artifactId>(?:kafka_2\.13|elasticsearch)<\/artifactId>\s*<version>([^<]+)</.exec(
        text,
      )?.[1];
    };
    expect(imageOf('kafka')).toBe(`apache/kafka:${versionIn('./kafka.pom.xml')}`);
    expect(imageOf('elasticsearch')).toBe(
      `docker.elastic.co/elasticsearch/elasticsearch:${versionIn('./elasticsearch.pom.xml')}`,
    );
  });

  it('run what cleans up after them when they end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yuqing-guard-'));
    const [mark, idle] = [join(folder, 'cleaned'), ['-e', 'setInterval(() => {}, 1000)']];
    const service = startGuarded('idle', {
      ...{ folder, owner: process.pid, command: process.execPath, args: idle },
      stop: [process.execPath, '-e', `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`],
    });
    await until(
      () => existsSync(join(folder, 'idle.pid')),
      (there) => there,
    );
    writeFileSync(join(folder, 'stop'), '');
    await service.ended;
    expect(existsSync(mark)).toBe(true);
    rmSync(folder, { recursive: true, force: true });
  });

  it('end with the run that started them, even when it is killed', async () => {
    const owner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const folder = mkdtempSync(join(tmpdir(), 'yuqing-guard-'));
    const args = ['-e', 'setInterval(() => {}, 1000)'];
    const service = startGuarded('idle', { folder, owner: owner.pid ?? 0, command: process.execPath, args });
    expect(service.running()).toBe(true);
    owner.kill('SIGKILL');
    await until(service.running, (running) => !running);
    rmSync(folder, { recursive: true, force: true });
  });
});

/** It speaks Docker's protocol, has no image and reaches no registry. */
async function startUselessDaemon() {
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    const path = incoming.url ?? '';
    const answer = (status: number, body: object) =>
      outgoing
        .writeHead(status, { 'content-type': 'application/json', 'api-version': '1.47' })
        .end(JSON.stringify(body));
    if (path.endsWith('/_ping')) return answer(200, {});
    if (path.endsWith('/version')) return answer(200, { Version: '27.0.0', ApiVersion: '1.47', MinAPIVersion: '1.24' });
    if (path.includes('/containers/json')) return answer(200, []);
    if (path.includes('/images/create')) return answer(500, { message: 'Get "https://nowhere.invalid": no such host' });
    return answer(404, { message: 'No such image' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return { port: address.port, close: () => new Promise((resolve) => server.close(resolve)) };
}
