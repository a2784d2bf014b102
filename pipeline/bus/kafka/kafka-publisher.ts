import { FatalError, PoisonError } from '../../errors.ts';
import type { Logger } from '../../stage.ts';
import type { BusTopic, Message } from '../bus.ts';
import { type KafkaClient, type KafkaProducer, toOurs } from './kafka-client.ts';
import { LARGEST_MESSAGE, topicName } from './kafka-topics.ts';

/** All messages of a request for one partition make one batch, which must not exceed what a topic takes. */
const MOST_BYTES_AT_ONCE = 900_000;
/** Key, headers and framing of one record, roughly. */
const RECORD_OVERHEAD = 100;

export interface KafkaPublisher {
  /** In the order of the calls, also those that were not waited for. */
  publish(topic: BusTopic, messages: readonly Message[]): Promise<void>;
  /** After what was asked for before. */
  close(): Promise<void>;
}

interface Encoded {
  key: string;
  value: string;
  timestamp: string;
  bytes: number;
}

interface Job {
  topic: BusTopic;
  records: readonly Encoded[];
  settle(error: Error | null): void;
}

/**
 * One producer, one request at a time: that keeps the order, and what is asked for meanwhile goes out together with the
 * next request. Acknowledged by all replicas in step.
 */
export function createKafkaPublisher(
  client: KafkaClient,
  options: { prefix: string; now: () => number; log: Logger },
): KafkaPublisher {
  const { prefix, now, log } = options;
  const waiting: Job[] = [];
  let producer: Promise<KafkaProducer> | undefined;
  let sending: Promise<void> | undefined;

  async function sendAll(): Promise<void> {
    for (let jobs = takeJobs(waiting); jobs.length > 0; jobs = takeJobs(waiting)) {
      const error = await send(jobs).then(
        () => null,
        (cause: unknown) => toOurs(cause, `写入主题 ${[...new Set(jobs.map(({ topic }) => topic))].join('、')}`),
      );
      if (error !== null) await forgetProducer();
      for (const job of jobs) job.settle(error);
    }
  }

  async function send(jobs: readonly Job[]): Promise<void> {
    producer ??= openProducer();
    const open = await producer;
    for (const stretch of stretches(jobs)) {
      await open.sendBatch({
        acks: -1,
        topicMessages: stretch.map(({ topic, records }) => ({
          topic: topicName(prefix, topic),
          messages: records.map(({ key, value, timestamp }) => ({ key, value, timestamp })),
        })),
      });
    }
  }

  async function openProducer(): Promise<KafkaProducer> {
    const opened = client.producer();
    await opened.connect();
    return opened;
  }

  /** Its numbering may be broken after a failure; the next one begins its own. */
  async function forgetProducer(): Promise<void> {
    const old = producer;
    producer = undefined;
    await old?.then((one) => one.disconnect()).catch((error: unknown) => log.warn({ err: error }, 'producer closed'));
  }

  return {
    async publish(topic, messages) {
      const at = String(now());
      const records = messages.map((message) => encode(topic, message, at));
      if (records.length === 0) return;
      await new Promise<void>((resolve, reject) => {
        waiting.push({ topic, records, settle: (error) => (error === null ? resolve() : reject(error)) });
        sending ??= sendAll().finally(() => {
          sending = undefined;
        });
      });
    },
    async close() {
      await sending;
      await forgetProducer();
    },
  };
}

/** As many calls as fit into one request; a larger one alone. */
function takeJobs(waiting: Job[]): Job[] {
  let bytes = 0;
  let count = 0;
  for (const { records } of waiting) {
    bytes += records.reduce((sum, record) => sum + record.bytes, 0);
    if (count > 0 && bytes > MOST_BYTES_AT_ONCE) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

/** Requests in order, each small enough; of one topic the records stay in order. */
function* stretches(jobs: readonly Job[]): Generator<{ topic: BusTopic; records: Encoded[] }[]> {
  let stretch = new Map<BusTopic, Encoded[]>();
  let bytes = 0;
  for (const { topic, records } of jobs) {
    for (const record of records) {
      if (bytes > 0 && bytes + record.bytes > MOST_BYTES_AT_ONCE) {
        yield [...stretch].map(([name, list]) => ({ topic: name, records: list }));
        stretch = new Map();
        bytes = 0;
      }
      const list = stretch.get(topic) ?? [];
      stretch.set(topic, list);
      list.push(record);
      bytes += record.bytes;
    }
  }
  if (bytes > 0) yield [...stretch].map(([name, list]) => ({ topic: name, records: list }));
}

function encode(topic: BusTopic, { key, value }: Message, timestamp: string): Encoded {
  const text = toJson(topic, key, value);
  const bytes = Buffer.byteLength(text) + Buffer.byteLength(key) + RECORD_OVERHEAD;
  if (bytes > LARGEST_MESSAGE) {
    const size = (bytes / 1024 / 1024).toFixed(1);
    throw new PoisonError(
      `消息“${key}”有 ${size} MB，超过主题 ${topic} 每条 ${LARGEST_MESSAGE / 1024 / 1024} MB 的上限：请缩短正文或拆成几条`,
    );
  }
  return { key, value: text, timestamp, bytes };
}

function toJson(topic: BusTopic, key: string, value: unknown): string {
  try {
    const text: unknown = JSON.stringify(value);
    if (typeof text === 'string') return text;
  } catch (error) {
    throw new PoisonError(`message "${key}" for topic ${topic} is no JSON value`, { cause: error });
  }
  throw new PoisonError(`message "${key}" for topic ${topic} is no JSON value`);
}

/** Publishing after the end is a mistake of the program. */
export function closedBus(): FatalError {
  return new FatalError('the bus is closed');
}
