import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../support/waiting.ts';
import { startGuarded } from './guarded-process.ts';
import { portOpens } from './ports.ts';
import { sharedElasticsearch, sharedKafka, withService } from './shared-service.ts';

describe('services of the tests', () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);

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
