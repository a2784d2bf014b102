import type { BusTopic, Delivered } from '../bus.ts';

/** A message as it lies in a partition. */
export interface KafkaRecord {
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
  /** Epoch milliseconds as text. */
  timestamp: string;
}

/** `partition:offset`: the place of a message in its topic. */
export function toDelivered(
  topic: BusTopic,
  partition: number,
  record: KafkaRecord,
  attempt: number,
): { delivered: Delivered; problem: string | null } {
  const { value, problem } = decode(record.value);
  const key = record.key?.toString('utf8') ?? '';
  return { delivered: { topic, key, value, offset: `${partition}:${record.offset}`, attempt }, problem };
}

export interface KafkaPlace {
  partition: number;
  offset: bigint;
}

export function placeOf(offset: string): KafkaPlace {
  const parts = /^(\d{1,6}):(\d{1,19})$/.exec(offset);
  if (parts === null) throw new RangeError(`not an offset of this log: ${offset}`);
  return { partition: Number(parts[1]), offset: BigInt(parts[2] ?? '') };
}

/** Others may write to the topic too: what is no JSON is kept as text, with the reason. */
function decode(stored: Buffer | null): { value: unknown; problem: string | null } {
  if (stored === null) return { value: null, problem: 'stored message has no value' };
  const text = stored.toString('utf8');
  try {
    return { value: JSON.parse(text), problem: null };
  } catch (error) {
    return { value: text, problem: `stored message is no JSON: ${error instanceof Error ? error.message : ''}` };
  }
}
