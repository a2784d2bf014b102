import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../../errors.ts';
import { type BusTopic, TOPICS } from '../bus.ts';
import { isUnknownTopic, type KafkaAdmin, toOurs } from './kafka-client.ts';

export interface TopicLayout {
  /** Before the name of each topic and group, so that several systems can share a cluster. */
  prefix: string;
  /** Of topics that are made anew; as many workers can share the stateless hop. */
  partitions: number;
  /** Copies of each partition; −1: what the cluster is set to. */
  replicas: number;
}

export const topicName = (prefix: string, topic: BusTopic): string => `${prefix}${topic}`;
/** One consumer group for each topic: a rebalance of one hop must not stop another. */
export const groupName = (prefix: string, topic: BusTopic, group: string): string => `${prefix}${topic}.${group}`;

/** Largest message that topics of our making take, bytes. */
export const LARGEST_MESSAGE = 10 * 1024 * 1024;
/** Messages wait this long for a hop that stands still; dead letters for ever. */
const KEPT_MS = 30 * 86_400_000;

/** Makes the topics that are missing. Throws ConfigError where that is not allowed, with what to ask for. */
export async function ensureTopics(admin: KafkaAdmin, layout: TopicLayout, tries = 20): Promise<void> {
  const there = new Set(await admin.listTopics());
  const missing = TOPICS.filter((topic) => !there.has(topicName(layout.prefix, topic)));
  if (missing.length === 0) return;
  try {
    await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map((topic) => ({
        topic: topicName(layout.prefix, topic),
        numPartitions: layout.partitions,
        replicationFactor: layout.replicas,
        configEntries: [
          { name: 'retention.ms', value: String(topic === 'dead' ? -1 : KEPT_MS) },
          { name: 'max.message.bytes', value: String(LARGEST_MESSAGE) },
        ],
      })),
    });
  } catch (error) {
    const names = missing.map((topic) => topicName(layout.prefix, topic));
    // A busy cluster has made them before each broker knows of them.
    if (tries > 0 && isUnknownTopic(error)) {
      await sleep(250);
      return ensureTopics(admin, layout, tries - 1);
    }
    const ours = toOurs(error, `建立主题 ${names.join('、')}`);
    if (!(ours instanceof ConfigError)) throw ours;
    const hint = `请管理员建立：${names.map((name) => `kafka-topics.sh --create --topic ${name} --partitions ${layout.partitions} --config max.message.bytes=${LARGEST_MESSAGE}`).join('；')}`;
    throw new ConfigError(
      ours.issues.map((issue) => ({ ...issue, hint })),
      { cause: error },
    );
  }
}
