import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'vitest';
import { sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import { clockFile } from '../support/clock-file.ts';
import {
  acceptAll,
  closeAll,
  distributedEnv,
  dropAll,
  expectWhole,
  faultPosts,
  openDistributed,
} from '../support/distributed-chain.ts';
import { createRandom, testSeed } from '../support/random.ts';
import { type RoleProcess, startRole } from '../support/role-process.ts';
import { MONDAY_NINE } from '../support/samples.ts';
import { pause } from '../support/waiting.ts';

const ROLES = [['work'], ['work'], ['work', '--stateful'], ['work', '--stateful']] as const;
const KILLS = 6;

describe('the distributed engine in several processes', { timeout: 360_000 }, () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  const opened: (() => unknown)[] = [];
  const seed = testSeed();
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  console.log(`TEST_SEED=${seed}`);
  afterEach(() => closeAll(opened));

  it('worker processes killed at random points, with the rebalance that follows', async () => {
    const env = distributedEnv(kafka().brokers, elasticsearch().url, 4);
    opened.push(() => dropAll(env));
    const folder = mkdtempSync(join(tmpdir(), 'yuqing-kill-'));
    opened.push(() => rmSync(folder, { recursive: true, force: true }));
    const clock = clockFile(join(folder, 'clock'));
    clock.set(MONDAY_NINE);
    const watcher = await openDistributed(env);
    // Only looks on: the work is done by processes of their own.
    await watcher.core.close();
    opened.push(() => watcher.close());
    const all: RoleProcess[] = [];
    const start = (role: readonly string[]): RoleProcess => {
      const started = startRole(role, { ...env, YUQING_DATA: folder, TEST_CLOCK: clock.path });
      all.push(started);
      opened.push(started.kill);
      return started;
    };
    const running = ROLES.map(start);
    await Promise.all(running.map(({ ready }) => ready));
    const posts = faultPosts(0, KILLS * 15, below);
    for (let round = 0; round < KILLS; round += 1) {
      await acceptAll(watcher, posts.slice(round * 15, round * 15 + 15));
      await pause(below(2_000));
      // Every other time one of those that keep events and alerts.
      const victim = below(2) + (round % 2) * 2;
      running[victim]?.kill();
      running[victim] = start(ROLES[victim] ?? ['work']);
      await pause(below(2_000));
    }
    await expectWhole(env, watcher, posts).catch((error: unknown) => {
      console.log(all.map((one) => one.output()).join('\n'));
      throw error;
    });
  });
});
