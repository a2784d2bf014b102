import { toEpoch } from '../../model/calendar.ts';
import type { Logger } from '../../stage.ts';
import type { Bus, BusTopic, PartitionLag, Subscription } from '../bus.ts';
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
import { ensureTopics, groupName, type TopicLayout, topicName } from './kafka-topics.ts';

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

/** Next offset of each partition that the group has acknowledged anything of. */
async function committed(admin: KafkaAdmin, group: string, topic: string): Promise<ReadonlyMap<number, bigint>> {
  const [offsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  const known = (offsets?.partitions ?? []).filter(({ offset }) => offset !== '-1');
  return new Map(known.map(({ partition, offset }) => [partition, BigInt(offset)]));
}

async function trimTopic(
  admin: KafkaAdmin,
  target: { prefix: string; topic: BusTopic; before: number },
): Promise<number> {
  const { prefix, topic, before } = target;
  const name = topicName(prefix, topic);
  const { groups } = await admin.listGroups();
  const own = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(`${name}.`));
  // Nobody consumes dead letters, so time alone decides; any other topic waits for its first reader.
  if (own.length === 0 && topic !== 'dead') return 0;
  const positions = await Promise.all(own.map((id) => committed(admin, id, name)));
  const [ends, old] = await Promise.all([
    admin.fetchTopicOffsets(name),
    admin.fetchTopicOffsetsByTimestamp(name, before),
  ]);
  const upTo = ends.map(({ partition, low, high }) => {
    const dated = BigInt(old.find((entry) => entry.partition === partition)?.offset ?? low);
    const limits = [BigInt(high), dated, ...positions.map((done) => done.get(partition) ?? BigInt(low))];
    const end = limits.reduce((least, one) => (one < least ? one : least));
    return { partition, end, count: end - BigInt(low) };
  });
  const shortened = upTo.filter(({ count }) => count > 0n);
  if (shortened.length === 0) return 0;
  await admin.deleteTopicRecords({
    topic: name,
    partitions: shortened.map(({ partition, end }) => ({ partition, offset: String(end) })),
  });
  return Number(shortened.reduce((sum, { count }) => sum + count, 0n));
}
