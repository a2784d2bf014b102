import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openKafkaBus } from '../../../pipeline/bus/kafka/kafka-bus.ts';
import { createKafkaClient } from '../../../pipeline/bus/kafka/kafka-client.ts';
import { readConfig } from '../../../pipeline/config.ts';
import { distributedSettings } from '../../../pipeline/distributed-settings.ts';
import { ConfigError, PoisonError, RetryableError, UnreachableError } from '../../../pipeline/errors.ts';
import { createKafkaFixture } from '../../contract/kafka.engine.ts';
import { KAFKA_ACCOUNT } from '../../services/kafka.ts';
import { freePorts } from '../../services/ports.ts';
import { sharedKafka, withService } from '../../services/shared-service.ts';
import { createRandom, testSeed } from '../../support/random.ts';
import { SILENT_LOG } from '../../support/samples.ts';
import { createSeverableNetwork } from '../../support/severed-network.ts';
import { gate, pause, until } from '../../support/waiting.ts';

/** As in createKafkaFixture. */
const SESSION_MS = 1_500;

const numbered = (from: number, to: number, keys: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ key: `k${(from + i) % keys}`, value: from + i }));

describe('kafka bus', () => {
  const kafka = withService('Kafka', sharedKafka);
  let fixture: ReturnType<typeof createKafkaFixture>;
  beforeEach(() => {
    fixture = createKafkaFixture(kafka().brokers, { partitions: 3 });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await fixture.dispose();
  });

  const base = () => ({ prefix: fixture.prefix, partitions: 3, replicas: -1, log: SILENT_LOG });

  it('rests while there is nothing to do: no timer goes round and round on its connections', async () => {
    const { bus } = await fixture.open();
    await bus.publish('raw', numbered(1, 3, 3));
    const subscription = await bus.subscribe('raw', 'g', async () => {});
    await until(
      () => bus.lag('raw', 'g'),
      (lag) => lag === 0,
      40_000,
    );
    const set = vi.spyOn(globalThis, 'setTimeout');
    await pause(2_000);
    // A look for messages each second or so and what goes with it; a look every millisecond would be a thousand and more.
    expect(set.mock.calls.length).toBeLessThan(200);
    await subscription.close();
  });

  it('tells the backlog of each partition; together it is the lag', async () => {
    const { bus } = await fixture.open();
    await bus.publish('raw', numbered(1, 60, 30));
    const backlog = await bus.backlog('raw', 'g');
    expect(backlog.map(({ partition }) => partition)).toEqual([0, 1, 2]);
    expect(backlog.filter(({ waiting }) => waiting === 60)).toEqual([]);
    expect(backlog.reduce((sum, { waiting }) => sum + waiting, 0)).toBe(60);
    const subscription = await bus.subscribe('raw', 'g', async () => {});
    await until(
      () => bus.backlog('raw', 'g'),
      (now) => now.every(({ waiting }) => waiting === 0),
      40_000,
    );
    await subscription.close();
  });

  it('shares the partitions among members, keeps the order of each key, and loses nothing when one leaves or dies', async () => {
    const members = await Promise.all([fixture.open(), fixture.open(), fixture.open()]);
    const got: { member: number; key: string; value: unknown }[] = [];
    const [first, second] = members.map(({ bus }, member) => ({
      bus,
      subscribed: bus.subscribe(
        'raw',
        'g',
        async (batch) => {
          await pause(2);
          got.push(...batch.map(({ key, value }) => ({ member, key, value })));
        },
        { batchSize: 20 },
      ),
    }));
    const publisher = first!.bus;
    for (let from = 1; from <= 1500; from += 50) {
      await publisher.publish('raw', numbered(from, from + 49, 30));
      if (from === 401) await (await second!.subscribed).close();
      if (from === 901) await members[2]!.abandon();
    }
    await until(
      () => publisher.lag('raw', 'g'),
      (lag) => lag === 0,
      40_000,
    );
    expect(new Set(got.map(({ value }) => value)).size).toBe(1500);
    // A message that came again comes with all that followed it: the last deliveries of a key are in order.
    for (let key = 0; key < 30; key += 1) {
      const last = new Map(got.filter((one) => one.key === `k${key}`).map(({ value }, at) => [value, at]));
      const order = [...last].toSorted(([, a], [, b]) => a - b).map(([value]) => Number(value));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });

  it('reads partitions merged by time, each in its own order, from any place', async () => {
    const { bus } = await fixture.open();
    for (let n = 1; n <= 30; n += 1) {
      await bus.publish('raw', numbered(n, n, 7));
      await pause(2);
    }
    const all = await bus.read('raw');
    expect(all.map(({ value }) => value)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(new Set(all.map(({ offset }) => offset.split(':')[0])).size).toBeGreaterThan(1);
    const rest = await bus.read('raw', { from: all[20]!.offset, limit: 5 });
    expect(rest.map(({ value }) => value)).toEqual([21, 22, 23, 24, 25]);
    await expect(bus.read('raw', { from: '第一条' })).rejects.toThrow(RangeError);
  });

  it('reads page by page what it reads at once, also where clocks were set back and many messages are of one time', async () => {
    const seed = testSeed();
    const random = createRandom(seed);
    const yesterday = Date.now() - 86_400_000;
    let now = yesterday;
    const { bus } = await fixture.open({ now: () => now });
    for (let n = 1; n <= 60; n += 1) {
      now = yesterday + Math.floor(random() * 12) * 60_000;
      await bus.publish('dead', numbered(n, n, 7));
    }
    const all = await bus.read('dead');
    const paged: (typeof all)[number][] = [];
    for (let from: string | undefined = all[0]?.offset; from !== undefined; ) {
      const page: typeof all = await bus.read('dead', { from, limit: 10 });
      paged.push(...page.slice(0, 9));
      from = page[9]?.offset;
    }
    expect(paged, `TEST_SEED=${seed}`).toEqual(all);
    expect(await bus.read('dead', { from: '0:999999' })).toEqual([]);
  });

  it('reads a page from its place on, not from the beginning of the topic', async () => {
    const network = createSeverableNetwork();
    const { bus } = await fixture.open({ socketFactory: network.socketFactory });
    const text = '漏'.repeat(60_000);
    const letters = Array.from({ length: 150 }, (_, n) => ({ key: `k${n}`, value: { n, text } }));
    await bus.publish('dead', letters);
    const all = await bus.read('dead');
    const whole = network.received();
    expect(all).toHaveLength(150);
    const last = await bus.read('dead', { from: all[147]?.offset ?? '', limit: 2 });
    expect(last.map(({ offset }) => offset)).toEqual(all.slice(147, 149).map(({ offset }) => offset));
    expect(network.received() - whole).toBeLessThan(whole / 2);
  });

  it('takes a list that is larger than a broker takes at once', async () => {
    const { bus } = await fixture.open();
    const text = '漏'.repeat(60_000);
    await bus.publish(
      'raw',
      Array.from({ length: 60 }, (_, n) => ({ key: 'one', value: { n, text } })),
    );
    await bus.publish('raw', [{ key: 'large', value: '水'.repeat(3_000_000) }]);
    const all = await bus.read('raw');
    expect(all).toHaveLength(61);
    expect(all.filter(({ key }) => key === 'one').map(({ value }) => (value as { n: number }).n)).toEqual(
      Array.from({ length: 60 }, (_, n) => n),
    );
  });

  it('refuses a message of 20 MB in words, with what to do, and goes on', async () => {
    const { bus } = await fixture.open();
    const refused = bus.publish('raw', [
      { key: 'small', value: 1 },
      { key: 'huge', value: 'x'.repeat(20 << 20) },
    ]);
    await expect(refused).rejects.toThrow(PoisonError);
    await expect(refused).rejects.toThrow(/“huge”有 20\.0 MB，超过主题 raw 每条 10 MB 的上限：请/);
    expect(await bus.read('raw')).toEqual([]);
    await bus.publish('raw', [{ key: 'small', value: 1 }]);
    expect(await bus.read('raw')).toHaveLength(1);
  });

  it('puts what others wrote and is no JSON on dead, with its place', async () => {
    const { bus } = await fixture.open();
    const foreign = createKafkaClient({ brokers: kafka().brokers }, { log: SILENT_LOG }).producer();
    await foreign.connect();
    const messages = [{ key: 'odd', value: '{"cut":' }];
    // A busy cluster needs a moment until the leaders of new topics are known.
    await until(
      () =>
        foreign.send({ topic: `${fixture.prefix}raw`, messages }).then(
          () => true,
          () => false,
        ),
      (sent) => sent,
    );
    await foreign.disconnect();
    await bus.publish('raw', [{ key: 'good', value: 'after' }]);
    const got: unknown[] = [];
    await bus.subscribe('raw', 'g', async (batch) => void got.push(...batch.map(({ value }) => value)));
    const dead = await until(
      () => bus.read('dead'),
      (letters) => letters.length > 0,
    );
    expect(dead[0]!.value).toMatchObject({
      topic: 'raw',
      key: 'odd',
      value: '{"cut":',
      offset: expect.stringMatching(/^\d:0$/),
      reason: expect.stringContaining('no JSON'),
    });
    await until(
      () => got.length,
      (n) => n === 1,
    );
    expect(got).toEqual(['after']);
  });

  it('names a clock that runs hours ahead of the servers, and loses nothing of what is handed over again', async () => {
    let ahead = 3 * 3_600_000;
    const { bus } = await fixture.open({ now: () => Date.now() + ahead });
    const refused = bus.publish('raw', [{ key: 'k', value: 1 }]);
    await expect(refused).rejects.toThrow(RetryableError);
    await expect(refused).rejects.toThrow(/时钟比 Kafka 服务器快.*请校准/);
    ahead = 0;
    await bus.publish('raw', [{ key: 'k', value: 1 }]);
    expect(await bus.read('raw')).toHaveLength(1);
  });

  it('names a broker that does not answer, and what to look at', async () => {
    const [port] = await freePorts(1);
    const opening = openKafkaBus({ ...base(), brokers: [`127.0.0.1:${port}`] });
    await expect(opening).rejects.toThrow(UnreachableError);
    await expect(opening).rejects.toThrow(
      new RegExp(`无法连接 Kafka（127\\.0\\.0\\.1:${port}）.*YUQING_KAFKA_BROKERS`),
    );
  });

  it('takes the right account, and names a wrong one', async (context) => {
    const [broker] = kafka().saslBrokers;
    if (broker === undefined) return context.skip('this Kafka has no listener with accounts');
    const account = { mechanism: 'plain', ...KAFKA_ACCOUNT } as const;
    const bus = await openKafkaBus({ ...base(), brokers: [broker], account });
    await bus.publish('raw', [{ key: 'k', value: 1 }]);
    // A busy cluster needs a moment until the leaders of new topics are known.
    await until(
      () => bus.lag('raw', 'g').catch(() => null),
      (lag) => lag === 1,
    );
    await bus.close();
    const opening = openKafkaBus({ ...base(), brokers: [broker], account: { ...account, password: 'wrong' } });
    await expect(opening).rejects.toThrow(ConfigError);
    await expect(opening).rejects.toThrow(/不认这个账号或口令.*YUQING_KAFKA_PASSWORD/);
    const wrongly = [
      [{ brokers: [broker] }, /连上即被断开.*YUQING_KAFKA_USER/],
      [{ brokers: [broker], account: { ...account, mechanism: 'scram-sha-512' } }, /没有这种登录方式/],
      [{ brokers: kafka().brokers, account }, /不要求登录.*去掉 YUQING_KAFKA_USER/],
      [{ brokers: kafka().brokers, tls: {} }, /连上即被断开.*YUQING_KAFKA_TLS/],
    ] as const;
    for (const [settings, words] of wrongly) {
      await expect(openKafkaBus({ ...base(), ...settings })).rejects.toThrow(words);
    }
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])(
    'takes settings of an encrypted connection and an account by %s, and names what is missing',
    async (mechanism) => {
      const { secureBrokers, ca } = kafka();
      if (secureBrokers.length === 0) return expect(ca).toBe('');
      const folder = mkdtempSync(join(tmpdir(), 'yuqing-ca-'));
      const file = join(folder, 'ca.pem');
      writeFileSync(file, ca);
      const env = {
        YUQING_KAFKA_BROKERS: secureBrokers.join(),
        YUQING_KAFKA_PREFIX: fixture.prefix,
        YUQING_KAFKA_TLS: 'on',
        YUQING_KAFKA_CA: file,
        YUQING_KAFKA_USER: KAFKA_ACCOUNT.username,
        YUQING_KAFKA_PASSWORD: KAFKA_ACCOUNT.password,
        YUQING_KAFKA_MECHANISM: mechanism,
        YUQING_ELASTIC_URL: 'http://127.0.0.1:9',
        YUQING_SECRET_KEY: 'a key for tests only',
      };
      const open = (changed: Record<string, string>) =>
        openKafkaBus({ ...distributedSettings(readConfig({ ...env, ...changed })).kafka, log: SILENT_LOG });
      const bus = await open({});
      await bus.publish('raw', [{ key: 'k', value: 1 }]);
      // A busy cluster needs a moment until the leaders of new topics are known.
      await until(
        () => bus.kept('raw').catch(() => null),
        (kept) => kept?.count === 1,
      );
      await bus.close();
      await expect(open({ YUQING_KAFKA_PASSWORD: 'wrong' })).rejects.toThrow(/不认这个账号或口令/);
      await expect(open({ YUQING_KAFKA_CA: '' })).rejects.toThrow(/YUQING_KAFKA_CA.*certificate/);
      await expect(open({ YUQING_KAFKA_TLS: 'off' })).rejects.toThrow(/YUQING_KAFKA_TLS/);
      expect(() => distributedSettings(readConfig({ ...env, YUQING_KAFKA_CA: `${file}x` }))).toThrow(/证书文件读不出/);
      const text = join(folder, 'text.pem');
      writeFileSync(text, 'a host, no certificate\n');
      expect(() => distributedSettings(readConfig({ ...env, YUQING_KAFKA_CA: text }))).toThrow(/不是 PEM 格式的证书/);
      rmSync(folder, { recursive: true });
    },
  );

  it('names a topic that somebody deleted, and stops the subscription without losing what is elsewhere', async () => {
    const { bus } = await fixture.open();
    await bus.publish('verdict', [{ key: 'k', value: 1 }]);
    const admin = createKafkaClient({ brokers: kafka().brokers }, { log: SILENT_LOG }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [`${fixture.prefix}raw`] });
    await admin.disconnect();
    const toldOf = () => bus.publish('raw', [{ key: 'k', value: 1 }]).then(() => '', String);
    // While the topic is being removed the servers say other things of it.
    await until(toldOf, (told) => /没有需要的主题.*重新启动即会建立/.test(told));
    expect(await bus.lag('verdict', 'g')).toBe(1);
    const { bus: again } = await fixture.open();
    await again.publish('raw', [{ key: 'k', value: 1 }]);
    expect(await again.lag('raw', 'g')).toBe(1);
  });

  it('goes on after its connections were cut, in the order of publishing', async () => {
    const { createSeverableNetwork } = await import('../../support/severed-network.ts');
    const network = createSeverableNetwork();
    const { bus } = await fixture.open({ socketFactory: network.socketFactory });
    const got = new Set<unknown>();
    await bus.subscribe('raw', 'g', async (batch) => {
      for (const { value } of batch) got.add(value);
    });
    await bus.publish('raw', numbered(1, 10, 3));
    network.sever();
    const during = bus.publish('raw', numbered(11, 20, 3)).catch((error: unknown) => error);
    await pause(300);
    network.mend();
    const failed = await during;
    if (failed !== undefined) {
      expect(failed).toBeInstanceOf(RetryableError);
      await bus.publish('raw', numbered(11, 20, 3));
    }
    await until(
      () => got.size,
      (size) => size === 20,
      40_000,
    );
    await until(
      () => bus.lag('raw', 'g'),
      (lag) => lag === 0,
    );
  });

  it.each([
    ['back', -5],
    ['forward', 5],
  ])('keeps its partitions when the clock of the system is set %s by hours', async (_, hours) => {
    const { bus } = await fixture.open();
    const got: unknown[] = [];
    const working = gate();
    await bus.subscribe('raw', 'g', async (batch) => {
      working.open();
      got.push(...batch.map(({ value }) => value));
      // Longer than a member that is not heard of keeps its partitions.
      await pause(SESSION_MS * 2);
    });
    await bus.publish('raw', numbered(1, 1, 1));
    await working.passed;
    const system = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => system() + hours * 3_600_000);
    await until(
      () => bus.lag('raw', 'g').catch(() => null),
      (lag) => lag === 0,
    );
    await bus.publish('raw', numbered(2, 4, 1));
    await until(
      () => bus.lag('raw', 'g').catch(() => null),
      (lag) => lag === 0,
    );
    expect(got).toEqual([1, 2, 3, 4]);
  });
});
