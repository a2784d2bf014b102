import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import { GRAVE, rawPost } from '../support/chain.ts';
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
import { pause, until } from '../support/waiting.ts';

const ROLES = [['work'], ['work'], ['work', '--stateful'], ['work', '--stateful']] as const;
const KILLS = 6;
const HOUR_MS = 3_600_000;
/** Where GRAVE happens, which comes at the end of every test of faults. */
const ESTATE = '锦绣华府';

describe('the distributed engine in several processes', { timeout: 360_000 }, () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  const opened: (() => unknown)[] = [];
  const seed = testSeed();
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  console.log(`TEST_SEED=${seed}`);
  afterEach(() => closeAll(opened));

  /** Topics, indexes, a folder and a clock of their own; what is started in them ends with the test. */
  async function openPlace() {
    const env = distributedEnv(kafka().brokers, elasticsearch().url, 4);
    opened.push(() => dropAll(env));
    const folder = mkdtempSync(join(tmpdir(), 'yuqing-workers-'));
    opened.push(() => rmSync(folder, { recursive: true, force: true }));
    const clock = clockFile(join(folder, 'clock'));
    clock.set(MONDAY_NINE);
    const watcher = await openDistributed(env);
    opened.push(() => watcher.close());
    // Only looks on: the work is done by processes of their own.
    await watcher.core.close();
    const all: RoleProcess[] = [];
    function start(role: readonly string[]): RoleProcess {
      const started = startRole(role, { ...env, YUQING_DATA: folder, TEST_CLOCK: clock.path });
      all.push(started);
      opened.push(started.kill);
      return started;
    }
    async function startAll(roles: readonly (readonly string[])[]): Promise<RoleProcess[]> {
      const started = roles.map(start);
      await Promise.all(started.map(({ ready }) => ready));
      return started;
    }
    /** What the processes have said is shown when it does not come to pass. */
    function told<T>(outcome: Promise<T>): Promise<T> {
      return outcome.catch((error: unknown) => {
        console.log(all.map((one) => one.output()).join('\n'));
        throw error;
      });
    }
    const whole = (posts: Parameters<typeof expectWhole>[2]) => told(expectWhole(env, watcher, posts));
    return { clock, watcher, start, startAll, whole, told };
  }

  it('worker processes killed at random points, with the rebalance that follows', async () => {
    const { watcher, start, startAll, whole } = await openPlace();
    const running = await startAll(ROLES);
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
    await whole(posts);
  });

  it('clocks that jump ahead and back by hours between decision and deadline', async () => {
    const { clock, watcher, startAll, whole, told } = await openPlace();
    await startAll([['work'], ['work', '--stateful']]);
    // One that is told at once and climbs within minutes.
    const grave = rawPost('grave', GRAVE.title.replace(ESTATE, '龙湾公馆'), GRAVE.body.replace(ESTATE, '龙湾公馆'));
    const posts = [grave, ...faultPosts(0, 59, below)];
    const linesOf = async (wanted: string) =>
      (await watcher.store.audit(0, 100_000)).filter(({ action }) => action === wanted);
    const happens = (action: string, holds: (detail: Record<string, unknown>) => boolean = () => true) =>
      told(
        until(
          () => linesOf(action),
          (lines) => lines.some(({ detail }) => holds(detail)),
          60_000,
          action,
        ),
      );
    const jumps = [0, 7, -5, 3, -8, 0];
    for (const [n, hours] of jumps.entries()) {
      clock.set(MONDAY_NINE + hours * HOUR_MS);
      await acceptAll(watcher, posts.slice(n * 10, n * 10 + 10));
      // Others of the first posts may raise an alert earlier, with hours to go.
      if (n === 0) await happens('alert.raised', ({ level }) => level === '红');
      else if (n === 1) await happens('alert.escalated');
      else await pause(below(3_000));
    }
    await whole(posts);
    const open = (await watcher.queries.findAlerts({ states: ['open'] }, { limit: 200 })).items;
    expect(open.filter(({ nextDueAt }) => nextDueAt === null)).toEqual([]);
    // A step that was taken is not taken again when its time comes round once more.
    const steps = (await linesOf('alert.escalated')).map(({ object, at }) => `${object} ${at}`);
    expect(steps.toSorted()).toEqual([...new Set(steps)].toSorted());
  });
});
