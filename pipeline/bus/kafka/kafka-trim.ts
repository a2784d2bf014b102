import { setTimeout as sleep } from 'node:timers/promises';
import type { BusTopic } from '../bus.ts';
import { isCoordinatorMoving, type KafkaAdmin } from './kafka-client.ts';
import { groupName, READER, topicName } from './kafka-topics.ts';

/** Next offset of each partition that the group has acknowledged anything of. */
export async function committed(admin: KafkaAdmin, group: string, topic: string): Promise<ReadonlyMap<number, bigint>> {
  const [offsets] = await patiently(() => admin.fetchOffsets({ groupId: group, topics: [topic] }));
  const known = (offsets?.partitions ?? []).filter(({ offset }) => offset !== '-1');
  return new Map(known.map(({ partition, offset }) => [partition, BigInt(offset)]));
}

const TRIES = 20;
const AGAIN_MS = 250;

/** After a broker came or went, the coordinator of a group is being looked for: the client does not wait for that here. */
async function patiently<T>(ask: () => Promise<T>, tries = TRIES): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (tries <= 1 || !isCoordinatorMoving(error)) throw error;
    await sleep(AGAIN_MS);
    return patiently(ask, tries - 1);
  }
}

/** As `Bus.trim`: of each partition what is old, down to the group that has read least. `before`: epoch milliseconds. */
export async function trimTopic(
  admin: KafkaAdmin,
  target: { prefix: string; topic: BusTopic; before: number },
): Promise<number> {
  const { prefix, topic, before } = target;
  const name = topicName(prefix, topic);
  const { groups } = await admin.listGroups();
  const own = groups
    .map(({ groupId }) => groupId)
    .filter((id) => id.startsWith(groupName(prefix, topic, '')) && !id.startsWith(groupName(prefix, topic, READER)));
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
