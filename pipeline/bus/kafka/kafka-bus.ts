import { toEpoch } from '../../model/calendar.ts';
import type { Logger } from '../../stage.ts';
import { type Bus, type BusTopic, type PartitionLag, type Subscription, TOPICS } from '../bus.ts';
import {
  atFirstContact,
  createKafkaClient,
  type KafkaAdmin,
  type KafkaSettings,
  type SocketFactory,
  toOurs,
} from './kafka-client.ts';
import { startKafkaConsumer } from './kafka-consumer.ts';
import { closedBus, createKafkaPublisher } from './kafka-publisher.ts';
import { readTopic } from './kafka-reader.ts';
import { ensureTopics, groupName, type TopicLayout, topicName, topicTroubles } from './kafka-topics.ts';
import { committed, trimTopic } from './kafka-trim.ts';

export interface KafkaBusOptions extends KafkaSettings, TopicLayout {
  log: Logger;
  /** Epoch milliseconds that messages are dated by, default the system's clock. */
  now?: () => number;
  /** How long a member that is not heard of keeps its partitions, ms, default 10 s. */
  sessionMs?: number;
  /** How long a look for new messages waits for some, ms, default 500. */
  pollMs?: number;
  /** How long close() waits for a handler, ms, default 10 s. */
  drainMs?: number;
  socketFactory?: SocketFactory;
}

/**
 * The log in Kafka: a topic each, `partitions` of them, keyed. Opening makes the topics that are missing; throws
 * UnreachableError when no broker answers, ConfigError when the account or its rights do not suffice.
 */
export async function openKafkaBus(options: KafkaBusOptions): Promise<Bus> {
  const { prefix, log, now = Date.now, sessionMs = 10_000, pollMs = 500, drainMs = 10_000 } = options;
  const client = createKafkaClient(options, options);
  const admin = client.admin();
  try {
    await admin.connect();
    await ensureTopics(admin, options);
  } catch (error) {
    await admin.disconnect().catch(() => {});
    throw atFirstContact(error, options.brokers);
  }
  for (const topic of TOPICS) {
    const troubles = await topicTroubles(admin, prefix, topic).catch((error: unknown) => [String(error)]);
    for (const trouble of troubles) log.warn({ topic }, trouble);
  }
  const publisher = createKafkaPublisher(client, { prefix, now, log });
  const subscriptions = new Set<Subscription>();
  let closing: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    await Promise.all([...subscriptions].map((subscription) => subscription.close()));
    subscriptions.clear();
    await publisher.close();
    await admin.disconnect().catch((error: unknown) => log.warn({ err: error }, 'admin connection closed'));
  }

  const backlog: Bus['backlog'] = (topic, group) =>
    asked(`查询主题 ${topic} 的积压`, () => backlogOf(admin, prefix, topic, group));

  return {
    async publish(topic, messages) {
      if (closing !== undefined) throw closedBus();
      await publisher.publish(topic, messages);
    },

    async subscribe(topic, group, handler, subscribeOptions = {}) {
      if (closing !== undefined) throw closedBus();
      const publishDead = (letter: { key: string }) => publisher.publish('dead', [{ key: letter.key, value: letter }]);
      const consumer = await startKafkaConsumer(
        client,
        { topic, group, handler, options: subscribeOptions, publishDead },
        { prefix, now, log, sessionMs, pollMs, drainMs },
      );
      const subscription = {
        async close() {
          await consumer.close();
          subscriptions.delete(subscription);
        },
      };
      subscriptions.add(subscription);
      return subscription;
    },

    async lag(topic, group) {
      return (await backlog(topic, group)).reduce((sum, { waiting }) => sum + waiting, 0);
    },
    backlog,

    read: (topic, { from, limit } = {}) =>
      asked(`读取主题 ${topic}`, () =>
        readTopic(client, admin, {
          prefix,
          topic,
          ...(from === undefined ? {} : { from }),
          ...(limit === undefined ? {} : { limit }),
        }),
      ),

    trim: (topic, before) =>
      asked(`清理主题 ${topic}`, () => trimTopic(admin, { prefix, topic, before: toEpoch(before) })),

    kept: (topic) =>
      asked(`查询主题 ${topic}`, async () => {
        const ends = await admin.fetchTopicOffsets(topicName(prefix, topic));
        const count = ends.reduce((sum, { low, high }) => sum + Number(BigInt(high) - BigInt(low)), 0);
        return { count, troubles: await topicTroubles(admin, prefix, topic) };
      }),

    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}

async function asked<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw toOurs(error, doing);
  }
}

async function backlogOf(
  admin: KafkaAdmin,
  prefix: string,
  topic: BusTopic,
  group: string,
): Promise<readonly PartitionLag[]> {
  const ends = await admin.fetchTopicOffsets(topicName(prefix, topic));
  const done = await committed(admin, groupName(prefix, topic, group), topicName(prefix, topic));
  const lags = ends.map(({ partition, low, high }) => {
    const position = done.get(partition) ?? 0n;
    return { partition, waiting: Number(BigInt(high) - (position > BigInt(low) ? position : BigInt(low))) };
  });
  return lags.toSorted((a, b) => a.partition - b.partition);
}
