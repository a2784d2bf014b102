import { randomUUID } from 'node:crypto';
import type { BusTopic, Delivered } from '../bus.ts';
import { type KafkaAdmin, type KafkaClient, toOurs } from './kafka-client.ts';
import { type KafkaPlace, type KafkaRecord, placeOf, toDelivered } from './kafka-record.ts';
import { groupName, READER, topicName } from './kafka-topics.ts';

interface Placed extends KafkaRecord {
  partition: number;
}

/**
 * Every message kept in a topic, oldest first: partitions are merged by the time of their next message, and each keeps
 * its own order. Read under a group of its own, which is gone afterwards; for replay and dead letters, not for speed.
 */
export async function readTopic(
  client: KafkaClient,
  admin: KafkaAdmin,
  target: { prefix: string; topic: BusTopic; from?: string; limit?: number },
): Promise<readonly Delivered[]> {
  const { prefix, topic, from, limit = Number.POSITIVE_INFINITY } = target;
  const start = from === undefined ? null : placeOf(from);
  const name = topicName(prefix, topic);
  const ends = await admin.fetchTopicOffsets(name);
  const wanted = new Map(
    ends.filter(({ low, high }) => BigInt(high) > BigInt(low)).map(({ partition, high }) => [partition, BigInt(high)]),
  );
  if (wanted.size === 0) return [];
  const records = merge(await collect(client, admin, { prefix, topic, wanted }));
  const first = start === null ? 0 : records.findIndex((record) => isAt(record, start));
  if (first === -1) return [];
  return records
    .slice(first, limit === Number.POSITIVE_INFINITY ? undefined : first + limit)
    .map((record) => toDelivered(topic, record.partition, record, 0).delivered);
}

function isAt({ partition, offset }: Placed, place: KafkaPlace): boolean {
  return partition === place.partition && BigInt(offset) >= place.offset;
}

async function collect(
  client: KafkaClient,
  admin: KafkaAdmin,
  target: { prefix: string; topic: BusTopic; wanted: Map<number, bigint> },
): Promise<Map<number, Placed[]>> {
  const { prefix, topic, wanted } = target;
  const group = groupName(prefix, topic, `${READER}${randomUUID()}`);
  const consumer = client.consumer(group, { sessionMs: 30_000, pollMs: 100 });
  const found = new Map<number, Placed[]>([...wanted.keys()].map((partition) => [partition, []]));
  const left = new Map(wanted);
  const { promise: complete, resolve, reject } = Promise.withResolvers<void>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: topicName(prefix, topic), fromBeginning: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        const end = left.get(batch.partition);
        if (end === undefined) return;
        const list = found.get(batch.partition) ?? [];
        for (const record of batch.messages) {
          if (BigInt(record.offset) < end) list.push({ ...record, partition: batch.partition });
        }
        if (BigInt(batch.lastOffset()) >= end - 1n) left.delete(batch.partition);
        if (left.size === 0) resolve();
      },
    });
    await complete;
    return found;
  } catch (error) {
    throw toOurs(error, `读取主题 ${topic}`);
  } finally {
    await consumer.disconnect().catch(() => {});
    await admin.deleteGroups([group]).catch(() => {});
  }
}

function merge(found: Map<number, Placed[]>): Placed[] {
  const lists = [...found.values()].filter((list) => list.length > 0).map((list) => ({ list, at: 0 }));
  const merged: Placed[] = [];
  const timeOf = ({ list, at }: { list: Placed[]; at: number }) =>
    Number(list[at]?.timestamp ?? Number.POSITIVE_INFINITY);
  for (;;) {
    const next = lists
      .filter(({ list, at }) => at < list.length)
      .reduce<(typeof lists)[number] | null>(
        (best, one) => (best === null || timeOf(one) < timeOf(best) ? one : best),
        null,
      );
    const record = next?.list[next.at];
    if (next === null || record === undefined) return merged;
    merged.push(record);
    next.at += 1;
  }
}
