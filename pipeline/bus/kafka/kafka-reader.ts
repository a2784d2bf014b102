import { randomUUID } from 'node:crypto';
import type { BusTopic, Delivered } from '../bus.ts';
import { type KafkaAdmin, type KafkaClient, toOurs } from './kafka-client.ts';
import { type KafkaPlace, type KafkaRecord, placeOf, toDelivered } from './kafka-record.ts';
import { groupName, READER, topicName } from './kafka-topics.ts';

interface Placed extends KafkaRecord {
  partition: number;
}

/** A stretch of one partition: from the first offset up to and without the last. */
interface Stretch {
  partition: number;
  from: bigint;
  end: bigint;
}

interface Target {
  prefix: string;
  topic: BusTopic;
}

/**
 * Every message kept in a topic, oldest first: partitions are merged by the time of their next message, and each keeps
 * its own order. What comes before `from` is passed over by its offset, and of each partition no more is read than
 * `limit`, so that reading page by page reads nothing twice but what lies beyond a page in another partition. Read under
 * groups of its own, which are gone afterwards; for replay and dead letters, not for speed.
 */
export async function readTopic(
  client: KafkaClient,
  admin: KafkaAdmin,
  target: Target & { from?: string; limit?: number },
): Promise<readonly Delivered[]> {
  const { prefix, topic, from, limit = Number.POSITIVE_INFINITY } = target;
  const start = from === undefined ? null : placeOf(from);
  const ends = await admin.fetchTopicOffsets(topicName(prefix, topic));
  const all = ends
    .map(({ partition, low, high }) => ({ partition, from: BigInt(low), end: BigInt(high) }))
    .toSorted((a, b) => a.partition - b.partition);
  const read = (stretches: readonly Stretch[]) => collect(client, admin, { prefix, topic, stretches, limit });
  const found = start === null ? await read(all) : await readFrom(start, all, { admin, prefix, topic, read });
  return merge(found)
    .slice(0, limit === Number.POSITIVE_INFINITY ? undefined : limit)
    .map((record) => toDelivered(topic, record.partition, record, 0).delivered);
}

/** As if everything were merged and what comes before that place were left out. */
async function readFrom(
  place: KafkaPlace,
  all: readonly Stretch[],
  { admin, read, ...target }: Target & { admin: KafkaAdmin; read: (some: Stretch[]) => Promise<Map<number, Placed[]>> },
): Promise<Map<number, Placed[]>> {
  const own = all.find(({ partition }) => partition === place.partition);
  if (own === undefined) return new Map();
  const found = await read([{ ...own, from: larger(own.from, place.offset) }]);
  const first = found.get(place.partition)?.[0];
  if (first === undefined) return new Map();
  const offsetsSince = offsetsByTime(admin, topicName(target.prefix, target.topic));
  const reached = await timeReached(first, offsetsSince);
  // Of two messages of one time the one in the lower partition comes first.
  const [same, later] = [await offsetsSince(reached), await offsetsSince(reached + 1)];
  const others = all.flatMap(({ partition, from, end }) => {
    if (partition === place.partition) return [];
    const since = (partition < place.partition ? later : same).get(partition) ?? end;
    return [{ partition, from: larger(from, since), end }];
  });
  const more = await read(others);
  return new Map(all.flatMap(({ partition }) => [[partition, more.get(partition) ?? found.get(partition) ?? []]]));
}

/** Of each partition the first message that is dated then or later. */
type OffsetsSince = (epochMs: number) => Promise<ReadonlyMap<number, bigint>>;

function offsetsByTime(admin: KafkaAdmin, topic: string): OffsetsSince {
  return async (epochMs) => {
    const found = await admin.fetchTopicOffsetsByTimestamp(topic, epochMs);
    return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
  };
}

/** The latest time that stands in the partition up to and with the message: clocks may have been set back before it. */
async function timeReached({ partition, offset, timestamp }: Placed, offsetsSince: OffsetsSince): Promise<number> {
  const isReached = async (epochMs: number) =>
    ((await offsetsSince(epochMs + 1)).get(partition) ?? BigInt(offset)) >= BigInt(offset);
  let below = Number(timestamp) - 1;
  let step = 1;
  while (!(await isReached(below + step))) {
    below += step;
    step *= 2;
  }
  let reached = below + step;
  while (reached - below > 1) {
    const middle = Math.floor((below + reached) / 2);
    if (await isReached(middle)) reached = middle;
    else below = middle;
  }
  return reached;
}

/** Of each stretch the first messages, as many as the limit; records by partition. */
async function collect(
  client: KafkaClient,
  admin: KafkaAdmin,
  target: Target & { stretches: readonly Stretch[]; limit: number },
): Promise<Map<number, Placed[]>> {
  const { prefix, topic, limit } = target;
  const wanted = new Map(
    target.stretches.filter(({ from, end }) => from < end).map((stretch) => [stretch.partition, stretch]),
  );
  const found = new Map<number, Placed[]>([...wanted.keys()].map((partition) => [partition, []]));
  if (wanted.size === 0 || limit === 0) return found;
  const left = new Set(wanted.keys());
  const name = topicName(prefix, topic);
  const group = groupName(prefix, topic, `${READER}${randomUUID()}`);
  const consumer = client.consumer(group, { sessionMs: 30_000, pollMs: 100 });
  const { promise: complete, resolve, reject } = Promise.withResolvers<void>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: name, fromBeginning: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch, pause }) => {
        const stretch = wanted.get(batch.partition);
        const list = found.get(batch.partition);
        if (stretch === undefined || list === undefined || !left.has(batch.partition)) return void pause();
        for (const record of batch.messages) {
          const offset = BigInt(record.offset);
          // The first look may have been under way before the consumer was told where to begin.
          if (offset < stretch.from || offset >= stretch.end || list.length >= limit) continue;
          list.push({ ...record, partition: batch.partition });
        }
        if (list.length < limit && BigInt(batch.lastOffset()) < stretch.end - 1n) return;
        left.delete(batch.partition);
        pause();
        if (left.size === 0) resolve();
      },
    });
    for (const { partition, from } of wanted.values()) consumer.seek({ topic: name, partition, offset: String(from) });
    await complete;
    return found;
  } catch (error) {
    throw toOurs(error, `读取主题 ${topic}`);
  } finally {
    await consumer.disconnect().catch(() => {});
    await admin.deleteGroups([group]).catch(() => {});
  }
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
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
