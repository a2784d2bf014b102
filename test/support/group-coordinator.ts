import { createKafkaClient } from '../../pipeline/bus/kafka/kafka-client.ts';
import { SILENT_LOG } from './samples.ts';

/** Which broker, counted from 0, coordinates a consumer group now: it leads the partition that the group's offsets lie in. */
export async function coordinatorOf(brokers: readonly string[], group: string): Promise<number> {
  const admin = createKafkaClient({ brokers }, { log: SILENT_LOG }).admin();
  await admin.connect();
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: ['__consumer_offsets'] });
    const partitions = topics[0]?.partitions ?? [];
    const own = partitions.find(({ partitionId }) => partitionId === javaHash(group) % partitions.length);
    if (own === undefined) throw new Error(`group ${group} has no coordinator yet`);
    return own.leader - 1;
  } finally {
    await admin.disconnect();
  }
}

/** Kafka's own choice: the hash that Java gives a text, without its sign. */
function javaHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash & 0x7fffffff;
}
