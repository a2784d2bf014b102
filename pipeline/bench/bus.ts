import { randomUUID } from 'node:crypto';
import { openKafkaBus } from '../bus/kafka/kafka-bus.ts';
import { createKafkaClient, type KafkaClient, type KafkaProducer } from '../bus/kafka/kafka-client.ts';
import { topicName } from '../bus/kafka/kafka-topics.ts';
import { readConfig } from '../config.ts';
import { distributedSettings } from '../distributed-settings.ts';
import { type Benchmark, type BenchOptions, inTurn, round } from './figure.ts';

const LOG = { info() {}, warn() {}, error() {} };
const BATCH = 500;

/**
 * Publishing and consuming through our port against the bare client with the same batches, on the Kafka of the settings.
 * Without one there is no figure.
 */
export const busBench: Benchmark = {
  names: ['bus/kafkajs'],
  distributed: true,
  async run({ env, quick }: BenchOptions) {
    const config = readConfig(env);
    if (config.kafkaBrokers.length === 0 || config.elasticUrl === undefined) {
      process.stderr.write('bus/kafkajs：没有设置 YUQING_KAFKA_BROKERS 和 YUQING_ELASTIC_URL，不测\n');
      return [];
    }
    const n = quick ? 2_000 : 20_000;
    const { kafka } = distributedSettings({ ...config, secretKey: config.secretKey ?? 'bench-bench-bench' });
    const prefix = `bench-${randomUUID().slice(0, 8)}.`;
    const client = createKafkaClient(kafka, { log: LOG });
    const bus = await openKafkaBus({ ...kafka, prefix, partitions: 1, log: LOG });
    const producer = client.producer();
    await producer.connect();
    try {
      const values = Array.from({ length: n }, (_, i) => ({ n: i, text: '地下车库漏水，物业没有人管。'.repeat(20) }));
      const [ours, bare] = await inTurn(
        quick ? 1 : 3,
        () => throughPort(bus, values),
        () => throughClient({ client, producer }, topicName(prefix, 'action'), values),
      );
      const figure = { name: 'bus/kafkajs', ratio: round(bare / ours), value: Math.round(n / ours), unit: '条/秒' };
      return [{ ...figure, of: '同样批量直接用 kafkajs', n, note: '发布并消费' }];
    } finally {
      await producer.disconnect();
      await bus.close();
      const admin = client.admin();
      await admin.connect();
      const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
      await admin.deleteTopics({ topics });
      await admin.disconnect();
    }
  },
};

type Values = readonly { n: number; text: string }[];

async function throughPort(bus: Awaited<ReturnType<typeof openKafkaBus>>, values: Values): Promise<void> {
  let got = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  // A group of its own each round begins at the oldest message: what earlier rounds published is passed over.
  const round = randomUUID();
  const subscription = await bus.subscribe(
    'raw',
    `g-${round}`,
    async (batch) => {
      got += batch.filter(({ key }) => key === round).length;
      if (got >= values.length) resolve();
    },
    { batchSize: BATCH },
  );
  for (let at = 0; at < values.length; at += BATCH) {
    await bus.publish(
      'raw',
      values.slice(at, at + BATCH).map((value) => ({ key: round, value })),
    );
  }
  await promise;
  await subscription.close();
}

async function throughClient(
  { client, producer }: { client: KafkaClient; producer: KafkaProducer },
  topic: string,
  values: Values,
): Promise<void> {
  const round = randomUUID();
  const consumer = client.consumer(`bench-${round}`, { sessionMs: 10_000, pollMs: 500 });
  let got = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  // Not waited for, as behind our port: it joins its group while the first messages are published.
  const running = consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    eachBatch: async ({ batch, resolveOffset, commitOffsetsIfNecessary }) => {
      for (let at = 0; at < batch.messages.length; at += BATCH) {
        const some = batch.messages.slice(at, at + BATCH);
        for (const { key, value } of some) {
          JSON.parse(value?.toString() ?? 'null');
          if (key?.toString() === round) got += 1;
        }
        const last = some.at(-1)?.offset ?? '0';
        resolveOffset(last);
        const partitions = [{ partition: batch.partition, offset: String(BigInt(last) + 1n) }];
        await commitOffsetsIfNecessary({ topics: [{ topic, partitions }] });
      }
      if (got >= values.length) resolve();
    },
  });
  for (let at = 0; at < values.length; at += BATCH) {
    const messages = values.slice(at, at + BATCH).map((value) => ({ key: round, value: JSON.stringify(value) }));
    await producer.send({ topic, acks: -1, messages });
  }
  await Promise.all([promise, running]);
  await consumer.disconnect();
}
