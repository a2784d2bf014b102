import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../../errors.ts';
import { type BusTopic, TOPICS } from '../bus.ts';
import { isUnknownTopic, type KafkaAdmin, toOurs, topicConfig } from './kafka-client.ts';

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
/** Begins the names of groups that only read a topic once. */
export const READER = 'read-';

/**
 * What is removed, and when, `Bus.trim` decides: Kafka itself would remove by age alone, also what nobody has read yet. A
 * file of the log is closed after a day, since only closed ones are taken off the disk.
 * https://kafka.apache.org/documentation/#topicconfigs
 */
const CONFIG = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'segment.ms': String(86_400_000),
  'max.message.bytes': String(LARGEST_MESSAGE),
} as const;

const CONFIG_OPTIONS = Object.entries(CONFIG)
  .map(([name, value]) => `--config ${name}=${value}`)
  .join(' ');

/** Settings that would let Kafka drop messages unread, or refuse ours, each with the words for it. */
const HARMFUL: readonly { name: keyof typeof CONFIG; isHarmful(value: string): boolean; words: string }[] = [
  { name: 'cleanup.policy', isHarmful: (value) => value !== 'delete', words: '键相同的消息会被合并掉' },
  { name: 'retention.ms', isHarmful: (value) => Number(value) >= 0, words: '到时间就删，还没处理的也删' },
  { name: 'retention.bytes', isHarmful: (value) => Number(value) >= 0, words: '超过大小就删，还没处理的也删' },
  { name: 'max.message.bytes', isHarmful: (value) => Number(value) < LARGEST_MESSAGE, words: '较长的帖文写不进' },
];

/** What is wrong with the settings of a topic that somebody else made or changed, with the command that mends it. */
export async function topicTroubles(admin: KafkaAdmin, prefix: string, topic: BusTopic): Promise<string[]> {
  const name = topicName(prefix, topic);
  const found = await topicConfig(admin, name, Object.keys(CONFIG));
  return HARMFUL.flatMap(({ name: setting, isHarmful, words }) => {
    const value = found.get(setting);
    if (value === undefined || !isHarmful(value)) return [];
    const command = `kafka-configs.sh --alter --entity-type topics --entity-name ${name} --add-config ${setting}=${CONFIG[setting]}`;
    return `Kafka 主题 ${name} 的 ${setting} 是 ${value}，${words}：请执行 ${command}`;
  });
}

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
        configEntries: Object.entries(CONFIG).map(([name, value]) => ({ name, value })),
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
    const hint = `请管理员建立：${names.map((name) => `kafka-topics.sh --create --topic ${name} --partitions ${layout.partitions} ${CONFIG_OPTIONS}`).join('；')}`;
    throw new ConfigError(
      ours.issues.map((issue) => ({ ...issue, hint })),
      { cause: error },
    );
  }
}
