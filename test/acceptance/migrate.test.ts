import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../pipeline/config.ts';
import { openEngine } from '../../pipeline/engine.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import { startPresence } from '../../pipeline/presence.ts';
import { RECORD_KINDS } from '../../pipeline/store/records.ts';
import { sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import { type Chain, GRAVE, openChain, rawPost } from '../support/chain.ts';
import { type DistributedEnv, distributedEnv, dropAll, refresh } from '../support/distributed-chain.ts';
import { createRandom, testSeed } from '../support/random.ts';
import { runCommand } from '../support/run-command.ts';
import { MONDAY_NINE, SILENT_LOG } from '../support/samples.ts';
import { seen } from '../support/seen.ts';
import { townItems } from '../support/town-items.ts';
import { until } from '../support/waiting.ts';

const CLI = new URL('../../pipeline/cli.ts', import.meta.url).pathname;
const KEYS = { YUQING_ORIGINAL_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}` };
const migrated = z.object({
  ok: z.boolean(),
  kinds: z.array(
    z.object({ kind: z.string(), source: z.number(), target: z.number(), hash: z.string(), same: z.boolean() }),
  ),
  audit: z.object({ rows: z.number(), brokenAt: z.null() }),
});
const bookmarkRow = z.object({ _source: z.object({ doc: z.string() }) });
const bookmark = z.object({ at: z.object({ kind: z.enum(RECORD_KINDS) }) });
/** What a corpus of the town cannot have: nobody worked a case, nothing was answered in public. */
const MAY_BE_EMPTY = ['response', 'case'];

describe('yuqing migrate', { timeout: 300_000 }, () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  const opened: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  async function newFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'yuqing-migrate-'));
    opened.push(() => rm(folder, { recursive: true, force: true }));
    return folder;
  }

  function newEnv(): DistributedEnv {
    const env = distributedEnv(kafka().brokers, elasticsearch().url);
    opened.push(() => dropAll(env));
    return env;
  }

  const run = (to: string, env: DistributedEnv, folder: string) =>
    runCommand(['migrate', '--to', to, '--json'], { ...env, YUQING_DATA: folder });

  async function openOn(folder: string, env: Record<string, string> = {}): Promise<Chain> {
    const chain = await openChain({ folder, env: { ...env, ...KEYS } });
    opened.push(() => chain.stop());
    return chain;
  }

  /** The town after a while: posts edited, copied and masked, an alert acknowledged, a message dead. */
  async function fillTown(folder: string): Promise<void> {
    const chain = await openChain({ folder, env: KEYS });
    const town = townItems();
    const grave = rawPost('grave', GRAVE.title, `${GRAVE.body}联系电话13800138000。`);
    const [first] = town;
    if (first === undefined) throw new Error('the town has no posts');
    await chain.ingest.accept([...town, grave]);
    await chain.core.drain();
    await chain.ingest.accept([
      {
        ...rawPost('grave', GRAVE.title, `${GRAVE.body}已经停工。联系电话13800138000。`),
        fetchedAt: toShanghai(MONDAY_NINE + 60_000),
      },
      { ...rawPost('again', first.title, first.body), sourceId: 'elsewhere' },
    ]);
    await chain.bus.publish('raw', [{ key: 'bad', value: { no: 'post' } }]);
    await chain.core.drain();
    const [alert] = (await chain.queries.findAlerts({ states: ['open'] }, { limit: 1 })).items;
    await chain.core.submitAction({
      ...{ actionId: 'x_1', kind: 'acknowledge', alertId: alert?.alertId ?? '', reason: null, expectedVersion: null },
      by: { account: 'wang', name: '王', department: '质监站', role: 'officer' },
      at: toShanghai(MONDAY_NINE),
    });
    await chain.core.drain();
    await chain.store.putState('account', 'wang', { name: '王' }, null);
    await chain.stop();
  }

  it('takes everything over and back: every record, every figure, and a fresh post joins its old event', async () => {
    const [folder, folderBack] = [await newFolder(), await newFolder()];
    const env = newEnv();
    await fillTown(folder);
    const old = await openOn(folder);
    const expected = await seen(old);
    const event = (await old.store.eventOf(rawPost('grave', '', '').docId)) ?? '';
    const alertsOf = async ({ store }: Chain) =>
      ((await store.alertsOfEvents([event])).get(event) ?? []).map(({ alertId }) => alertId);
    const alerts = await alertsOf(old);
    expect(alerts.length).toBeGreaterThan(0);
    await old.stop();
    opened.pop();

    const there = await run('distributed', env, folder);
    expect([there.code, there.err]).toEqual([0, '']);
    const forward = migrated.parse(JSON.parse(there.out));
    const empty = forward.kinds.filter(({ source }) => source === 0).map(({ kind }) => kind);
    expect(empty.filter((kind) => !MAY_BE_EMPTY.includes(kind))).toEqual([]);
    expect(forward.kinds.filter(({ source, target, same }) => !same || source !== target)).toEqual([]);

    const back = await run('embedded', env, folderBack);
    expect([back.code, back.err]).toEqual([0, '']);
    expect(migrated.parse(JSON.parse(back.out))).toEqual(forward);

    await refresh(env);
    for (const chain of [await openOn(folder, env), await openOn(folderBack)]) {
      expect(await seen(chain)).toEqual(expected);
      expect(await chain.records.strangers()).toEqual([]);
      const fresh = { ...rawPost('fresh', GRAVE.title, `${GRAVE.body}伤者已送医。`), sourceId: 'elsewhere' };
      await chain.ingest.accept([fresh]);
      await chain.core.drain();
      expect(await chain.store.eventOf(fresh.docId)).toBe(event);
      // Nothing is done twice: its alerts are the ones that were raised before.
      expect(await alertsOf(chain)).toEqual(alerts);
    }
  });

  it('goes on where it was killed, works first on what waits, and then starts nowhere but on the new engine', async () => {
    const seed = testSeed();
    console.log(`TEST_SEED=${seed}`);
    const random = createRandom(seed);
    const folder = await newFolder();
    const env = newEnv();
    await fillTown(folder);
    const config = { ...readConfig({}), dataDir: folder };
    const waiting = rawPost('waiting', '龙湾公馆地下车库漏水', '地下车库漏水半年没有人管。');
    const engine = await openEngine(config, { now: Date.now, log: SILENT_LOG });
    await engine.bus.publish('raw', [{ key: waiting.docId, value: waiting }]);
    await engine.close();

    for (let kills = 0; kills < 3; kills += 1)
      await killedMigration(env, folder, Math.floor(random() * RECORD_KINDS.indexOf('shingle')));
    const refused = await runCommand(['import', CLI], { YUQING_DATA: folder });
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('正在迁往分布式引擎')]);
    const { code, out, err } = await run('distributed', env, folder);
    expect([code, err]).toEqual([0, '']);
    expect(migrated.parse(JSON.parse(out)).ok).toBe(true);

    const target = await openOn(folder, env);
    expect((await target.store.outcomes([waiting.rawId])).get(waiting.rawId)).toMatchObject({ kind: 'indexed' });
    const left = await runCommand(['import', CLI], { YUQING_DATA: folder });
    expect([left.code, left.err]).toEqual([2, expect.stringContaining('请设 YUQING_ENGINE=distributed')]);
    const again = await run('distributed', env, folder);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('yuqing migrate --cancel')]);
    const cancelled = await runCommand(['migrate', '--cancel'], { YUQING_DATA: folder });
    expect([cancelled.code, cancelled.err]).toEqual([0, expect.stringContaining('已放弃迁移')]);
    const full = await run('distributed', env, folder);
    expect([full.code, full.err]).toEqual([
      2,
      expect.stringContaining('YUQING_ELASTIC_PREFIX: 目标分布式引擎不是空的'),
    ]);
  });

  it('refuses while somebody works on the source, and what it does not know; tells what cannot be read', async () => {
    const folder = await newFolder();
    const env = newEnv();
    const config = { ...readConfig({}), dataDir: folder };
    const none = await run('distributed', env, folder);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('没有数据库文件')]);

    const engine = await openEngine(config, { now: Date.now, log: SILENT_LOG });
    const presence = await startPresence(engine.store, { role: 'all', now: Date.now, log: SILENT_LOG });
    const busy = await run('distributed', env, folder);
    expect([busy.code, busy.err]).toEqual([2, expect.stringContaining(`还有进程在运行：all（`)]);
    await presence.close();
    await engine.store.putState('account', 'zhang', {}, null);
    await engine.close();

    edit(folder, 'CREATE TABLE later (id INTEGER)');
    const strange = await run('distributed', env, folder);
    expect([strange.code, strange.err]).toEqual([2, expect.stringContaining('不认识的数据（later）')]);
    edit(folder, 'DROP TABLE later');

    edit(folder, "INSERT INTO events VALUES ('e_bad', 1, '物业', 1, 0, 0, '{broken')");
    const damaged = await run('distributed', env, folder);
    expect([damaged.code, damaged.err]).toEqual([1, '事件有 1 条在源库里已经读不出，留在原处：e_bad\n']);
    expect(migrated.parse(JSON.parse(damaged.out)).ok).toBe(true);
    const usage = await runCommand(['migrate', '--to', 'mars'], env);
    expect([usage.code, usage.err]).toEqual([2, expect.stringContaining('--to distributed')]);
  });

  /** Runs the command as a process of its own and kills it once its bookmark has come to a kind, or is past it. */
  async function killedMigration(env: DistributedEnv, folder: string, kindAt: number): Promise<void> {
    const args = ['--disable-warning=ExperimentalWarning', CLI, 'migrate', '--to', 'distributed'];
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, ...env, YUQING_DATA: folder },
      stdio: 'ignore',
    });
    const ended = once(child, 'close');
    const row = `${env.YUQING_ELASTIC_URL}/${env.YUQING_ELASTIC_PREFIX}state/_doc/state:migration:here`;
    const reached = async () => {
      const answer = bookmarkRow.safeParse(await (await fetch(row)).json());
      if (!answer.success) return -1;
      return RECORD_KINDS.indexOf(bookmark.parse(JSON.parse(answer.data._source.doc)).at.kind);
    };
    await until(
      async () => child.exitCode !== null || (await reached()) >= kindAt,
      (enough) => enough,
      120_000,
    );
    expect(child.exitCode).toBeNull();
    child.kill('SIGKILL');
    await ended;
  }
});

function edit(folder: string, sql: string): void {
  const database = new DatabaseSync(join(folder, 'yuqing.db'));
  database.exec(sql);
  database.close();
}
