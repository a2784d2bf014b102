import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openKafkaBus } from '../../pipeline/bus/kafka/kafka-bus.ts';
import { groupName } from '../../pipeline/bus/kafka/kafka-topics.ts';
import { runElasticsearch } from '../services/elasticsearch.ts';
import { type RunningKafka, runKafka } from '../services/kafka.ts';
import { servicesOfFile, sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import {
  acceptAll,
  closeAll,
  countingNotifier,
  distributedEnv,
  dropAll,
  expectWhole,
  faultPosts,
  openDistributed,
} from '../support/distributed-chain.ts';
import { ELASTIC_FAULTS, type ElasticFault, startFaultyElasticsearch } from '../support/faulty-elasticsearch.ts';
import { coordinatorOf } from '../support/group-coordinator.ts';
import { createRandom, testSeed } from '../support/random.ts';
import { SILENT_LOG } from '../support/samples.ts';
import { gate, pause, until } from '../support/waiting.ts';

/** Each costs the whole time that the client waits, 30 s. */
const MOST_HANGING = 2;

describe('the distributed engine under fire', { timeout: 300_000 }, () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  const opened: (() => unknown)[] = [];
  const seed = testSeed();
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  console.log(`TEST_SEED=${seed}`);
  afterEach(() => closeAll(opened));

  it.each([...ELASTIC_FAULTS])('Elasticsearch %s now and then', async (kind: ElasticFault) => {
    let rate = 0;
    const proxy = await startFaultyElasticsearch(elasticsearch().url, () =>
      random() < rate && (kind !== 'hangs' || proxy.failed() < MOST_HANGING) ? kind : null,
    );
    opened.push(() => proxy.close());
    const env = distributedEnv(kafka().brokers, proxy.url);
    opened.push(() => dropAll({ ...env, YUQING_ELASTIC_URL: elasticsearch().url }));
    const { notifier, told } = countingNotifier();
    const chain = await openDistributed(env, [notifier]);
    opened.push(() => chain.close());
    const posts = faultPosts(0, 40, below);
    rate = 0.15;
    for (let from = 0; from < posts.length; from += 10) {
      await acceptAll(chain, posts.slice(from, from + 10));
      await pause(below(300));
    }
    await until(proxy.failed, (n) => n >= MOST_HANGING, 60_000, 'requests that failed');
    await pause(1_000);
    rate = 0;
    await expectWhole(env, chain, posts);
    expect([...told.values()].filter((times) => times > 1)).toEqual([]);
  });

  it('an index made read-only, as by a full disk, until there is room again', async () => {
    const env = distributedEnv(kafka().brokers, elasticsearch().url);
    opened.push(() => dropAll(env));
    const chain = await openDistributed(env);
    opened.push(() => chain.close());
    const block = (on: boolean) =>
      fetch(`${env.YUQING_ELASTIC_URL}/${env.YUQING_ELASTIC_PREFIX}cases,${env.YUQING_ELASTIC_PREFIX}marks/_settings`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ 'index.blocks.read_only_allow_delete': on ? true : null }),
      });
    await block(true);
    const posts = faultPosts(0, 20, below);
    await acceptAll(chain, posts);
    await pause(3_000);
    expect(await chain.bus.lag('raw', 'analyse')).toBe(20);
    expect(await chain.bus.read('dead')).toEqual([]);
    await expect(chain.store.claimContent([{ contentHash: 'h', docId: 'd' }])).rejects.toThrow(/只读.*磁盘/);
    await block(false);
    await expectWhole(env, chain, posts);
  });

  it('messages that come twice, and one that is poison', async () => {
    const env = distributedEnv(kafka().brokers, elasticsearch().url);
    opened.push(() => dropAll(env));
    const { notifier, told } = countingNotifier();
    const chain = await openDistributed(env, [notifier]);
    opened.push(() => chain.close());
    const posts = faultPosts(0, 30, below);
    await acceptAll(chain, posts);
    const again = posts.map((item) => ({ key: item.docId, value: item }));
    await chain.bus.publish('raw', again);
    await chain.bus.publish('raw', [{ key: 'x', value: { rawId: 'r_poison', docId: 'd_poison', sourceId: 7 } }]);
    await chain.bus.publish('raw', again);
    await until(
      () => chain.bus.read('dead'),
      (letters) => letters.length === 1,
    );
    await until(
      async () => (await chain.store.outcomes(posts.map(({ rawId }) => rawId))).size,
      (n) => n === posts.length,
    );
    await chain.core.drain();
    expect([...told.values()].filter((times) => times > 1)).toEqual([]);
    const before = (await chain.store.audit(0, 10_000)).length;
    await chain.bus.publish('raw', again);
    await chain.core.drain();
    expect((await chain.store.audit(0, 10_000)).length).toBe(before);
  });

  it('Elasticsearch stopped and started again', async () => {
    const own = await runElasticsearch(servicesOfFile('elastic'));
    opened.push(() => own.kill());
    const env = distributedEnv(kafka().brokers, own.url);
    const chain = await openDistributed(env);
    opened.push(() => chain.close());
    const posts = faultPosts(0, 40, below);
    await acceptAll(chain, posts.slice(0, 20));
    await pause(below(800));
    await own.kill();
    // Nothing can be accepted either: whoever hands it over hears of it, and hands it over again.
    await expect(chain.ingest.accept(posts.slice(20))).rejects.toThrow(/连不上 Elasticsearch/);
    await pause(10_000);
    await own.start();
    await acceptAll(chain, posts.slice(20));
    await expectWhole(env, chain, posts);
  });

  it('the broker killed in the middle of a batch and started again', async () => {
    const own = await runKafka({ ...servicesOfFile('kafka'), nodes: 1 });
    opened.push(() => own.kill(0));
    const env = distributedEnv(own.brokers, elasticsearch().url);
    opened.push(() => dropAll(env));
    const chain = await openDistributed(env);
    opened.push(() => chain.close());
    const posts = faultPosts(0, 60, below);
    await acceptAll(chain, posts.slice(0, 30));
    await pause(below(800));
    await own.kill(0);
    const during = acceptAll(chain, posts.slice(30));
    // As an import does at its end: it waits for the broker too.
    const drained = chain.core.drain();
    await pause(3_000);
    await own.start(0);
    await Promise.all([during, drained]);
    await expectWhole(env, chain, posts);
  });

  describe('with three brokers', () => {
    let own: RunningKafka;
    beforeAll(async () => {
      own = await runKafka({ ...servicesOfFile('kafka-3'), nodes: 3 });
    });
    afterAll(async () => {
      for (const broker of [0, 1, 2]) await own.kill(broker);
    });

    it('the broker that coordinates a group killed while its member has a batch in hand', async () => {
      const prefix = `t-${randomUUID().slice(0, 8)}.`;
      const bus = await openKafkaBus({ brokers: own.brokers, prefix, partitions: 3, replicas: -1, log: SILENT_LOG });
      opened.push(() => bus.close());
      const [inHand, onward] = [gate(), gate()];
      const got = new Set<unknown>();
      await bus.subscribe('raw', 'g', async (batch) => {
        inHand.open();
        await onward.passed;
        for (const { value } of batch) got.add(value);
      });
      const values = Array.from({ length: 30 }, (_, n) => n);
      const send = (from: readonly number[]) =>
        bus.publish(
          'raw',
          from.map((n) => ({ key: `k${n}`, value: n })),
        );
      await send(values.slice(0, 20));
      await inHand.passed;
      const victim = await coordinatorOf(own.brokers, groupName(prefix, 'raw', 'g'));
      await own.kill(victim);
      onward.open();
      const sent = (): Promise<unknown> => send(values.slice(20)).catch((error: unknown) => error);
      await until(sent, (error) => error === undefined, 60_000, 'the other brokers to take messages');
      const lag = () => bus.lag('raw', 'g').catch(() => null);
      await until(lag, (left) => left === 0, 90_000, 'the member to join the group anew');
      expect([...got].toSorted((a, b) => Number(a) - Number(b))).toEqual(values);
      await own.start(victim);
    });

    it('the leader of three brokers killed', async () => {
      const env = distributedEnv(own.brokers, elasticsearch().url, 3);
      opened.push(() => dropAll(env));
      const chain = await openDistributed(env);
      opened.push(() => chain.close());
      const posts = faultPosts(0, 60, below);
      await acceptAll(chain, posts.slice(0, 30));
      await pause(below(800));
      // Three partitions on three brokers: each leads one.
      await own.kill(below(3));
      await acceptAll(chain, posts.slice(30));
      await expectWhole(env, chain, posts);
    });
  });
});
