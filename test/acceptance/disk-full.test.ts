import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, type TestContext } from 'vitest';
import { mustHaveRoom } from '../../pipeline/disk-room.ts';
import { StorageError } from '../../pipeline/errors.ts';
import { createWriteProbe } from '../../pipeline/write-probe.ts';
import { FLOOD_STAGE_BYTES, runElasticsearch } from '../services/elasticsearch.ts';
import { runKafka } from '../services/kafka.ts';
import { servicesOfFile, sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import { GRAVE, openChain } from '../support/chain.ts';
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
import { mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { pause, until } from '../support/waiting.ts';

describe('a disk that is full', { timeout: 300_000 }, () => {
  const opened: (() => unknown)[] = [];
  const seed = testSeed();
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  console.log(`TEST_SEED=${seed}`);
  afterEach(() => closeAll(opened));

  /** Skips with the reason where none can be mounted. */
  function smallDisk(context: TestContext, megabytes: number): SmallDisk {
    const disk = mountSmallDisk(megabytes);
    if ('missing' in disk) return context.skip(disk.missing);
    opened.push(() => disk.unmount());
    return disk;
  }

  it('of the embedded engine: what comes is refused in words, work waits, and goes on when there is room', async (context) => {
    const disk = smallDisk(context, 48);
    const chain = await openChain({ folder: disk.folder });
    opened.push(() => chain.stop());
    const posts = faultPosts(0, 60, below);
    await acceptAll(chain, posts.slice(0, 30));
    await pause(below(300));
    disk.fill();
    // What the log of the database has taken of the disk already it may still use: not the first is refused.
    const refused = await until(
      async () => {
        const more = posts.slice(30).map((item) => ({ key: item.docId, value: item }));
        return chain.bus.publish('raw', more).then(
          () => null,
          (error: unknown) => error,
        );
      },
      (error) => error !== null,
    );
    expect(refused).toMatchObject({
      name: 'RetryableError',
      message: expect.stringMatching(/磁盘已满：请清理磁盘空间.*磁盘共 48 MB，剩 0 MB/),
    });
    expect(refused).toBeInstanceOf(StorageError);
    const canWrite = () =>
      createWriteProbe({ store: chain.store, before: () => mustHaveRoom(disk.folder), now: Date.now })();
    await expect(canWrite()).rejects.toThrow(/快满了（磁盘共 48 MB，剩 0 MB）：请清理磁盘空间/);
    await pause(2_000);
    expect(await chain.bus.read('dead')).toEqual([]);
    disk.free();
    await canWrite();
    await acceptAll(chain, posts.slice(30));
    await expectWhole('embedded', chain, posts);
  });

  it('of the embedded engine: the running system answers in words, lives on, and takes posts when there is room', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yuqing-quota-'));
    opened.push(() => rmSync(folder, { recursive: true, force: true }));
    const system = startUnderQuota(folder);
    opened.push(() => system.child.kill('SIGKILL'));
    const address = (await system.says(/看板：(\S+)/))[1] ?? '';
    let sent = 0;
    const push = async (title: string, text: string) => {
      sent += 1;
      const answer = await fetch(`${address}/api/push`, {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: JSON.stringify({ items: [{ id: String(sent), title, text, url: `http://bbs.example/${sent}` }] }),
      });
      return { status: answer.status, said: await answer.text() };
    };
    expect((await push('路灯不亮', '小区门口的路灯坏了一周。')).status).toBe(200);
    system.limit(1 << 20);
    const refused = await until(
      () => push('路灯还是不亮', `${'小区门口的路灯坏了一周。'.repeat(3_000)}${sent}`),
      ({ status }) => status !== 200,
      60_000,
    );
    expect(refused.status).toBe(503);
    expect(system.output()).toMatch(/数据库文件.*请检查磁盘/);
    await pause(1_000);
    expect(system.child.exitCode).toBeNull();
    system.limit('unlimited');
    await until(
      () => push(GRAVE.title, GRAVE.body),
      ({ status }) => status === 200,
      30_000,
    );
    await until(
      () => fetch(`${address}/readyz`).then(({ status }) => status),
      (status) => status === 200,
      30_000,
    );
    system.child.kill('SIGTERM');
    expect(await system.ended).toBe(0);
  });

  describe('under the distributed engine', () => {
    const kafka = withService('Kafka', sharedKafka);
    const elasticsearch = withService('Elasticsearch', sharedElasticsearch);

    it('of Elasticsearch: its flood stage locks the indexes, work waits in Kafka, and goes on by itself', async (context) => {
      const disk = smallDisk(context, 192);
      const own = await runElasticsearch({ ...servicesOfFile('elastic-disk'), disk: disk.folder });
      opened.push(() => own.kill());
      const env = distributedEnv(kafka().brokers, own.url);
      const chain = await openDistributed(env);
      opened.push(() => chain.close());
      const posts = faultPosts(0, 40, below);
      await acceptAll(chain, posts.slice(0, 10));
      await chain.core.drain();
      disk.fill(FLOOD_STAGE_BYTES / 2);
      const claim = (n: number) => chain.store.claimContent([{ contentHash: `h${n}`, docId: `d${n}` }]);
      let tries = 0;
      const locked = await until(
        async () => {
          await pause(200);
          tries += 1;
          return claim(tries).then(
            () => null,
            (error: unknown) => error,
          );
        },
        (error) => error !== null,
        60_000,
        'the node to see that its disk is full',
      );
      expect(locked).toMatchObject({ message: expect.stringMatching(/只读.*磁盘.*腾出/) });
      await chain.bus.publish(
        'raw',
        posts.slice(10).map((item) => ({ key: item.docId, value: item })),
      );
      await pause(2_000);
      expect(await chain.bus.lag('raw', 'analyse')).toBe(30);
      expect(await chain.bus.read('dead')).toEqual([]);
      disk.free();
      await expectWhole(env, chain, posts);
    });

    it('of Kafka: the broker ends, publishers are told, and all goes on when it is started on a disk with room', async (context) => {
      const disk = smallDisk(context, 96);
      const own = await runKafka({ ...servicesOfFile('kafka-disk'), nodes: 1, disk: disk.folder });
      opened.push(() => own.kill(0));
      const env = distributedEnv(own.brokers, elasticsearch().url);
      opened.push(() => dropAll(env));
      const chain = await openDistributed(env);
      opened.push(() => chain.close());
      const posts = faultPosts(0, 60, below);
      await acceptAll(chain, posts.slice(0, 30));
      disk.fill();
      const large = posts
        .slice(30)
        .map((item) => ({ key: item.docId, value: { ...item, body: item.body.repeat(400) } }));
      const refused = await until(
        () =>
          chain.bus.publish('raw', large).then(
            () => null,
            (error: unknown) => error,
          ),
        (error) => error !== null,
        120_000,
        'a broker without room to refuse',
      );
      expect(refused).toMatchObject({ name: 'RetryableError', message: expect.stringMatching(/稍后再试/) });
      await own.kill(0);
      disk.free();
      await own.start(0);
      await acceptAll(chain, posts.slice(30));
      await expectWhole(env, chain, posts);
    });
  });
});

const TOKEN = 'a-token-of-24-characters-or-more';

/** The whole system in a process whose files may grow only so far: what a quota does, and a full disk, without rights. */
function startUnderQuota(folder: string) {
  const cli = new URL('../../pipeline/cli.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, 'start'], {
    env: {
      PATH: process.env.PATH,
      YUQING_DATA: folder,
      YUQING_PORT: '0',
      YUQING_PUSH_TOKENS: `test:${TOKEN}`,
      YUQING_CATALOGUE: new URL('../fixtures/silent-catalogue.yaml', import.meta.url).pathname,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    ended,
    output: () => output,
    /** Bytes that a file may have; the hard limit stays, so that it can be lifted again. */
    limit: (bytes: number | 'unlimited') =>
      void execFileSync('prlimit', ['--pid', String(child.pid), `--fsize=${bytes}:`], { stdio: 'pipe' }),
    async says(pattern: RegExp): Promise<RegExpExecArray> {
      const look = () => (child.exitCode === null ? output : Promise.reject(new Error(`ended: ${output}`)));
      const text = await until(look, (said) => pattern.test(said), 180_000, `the system to say ${pattern}`);
      return pattern.exec(text) ?? Promise.reject(new Error('said it no more'));
    },
  };
}
