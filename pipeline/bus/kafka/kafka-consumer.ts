import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, FatalError, RetryableError } from '../../errors.ts';
import { toShanghai } from '../../model/calendar.ts';
import type { Logger } from '../../stage.ts';
import type { BusTopic, DeadLetter, Delivered, Handler, SubscribeOptions, Subscription } from '../bus.ts';
import { type DeliveryPort, deliver, tellDead } from '../delivery.ts';
import { createWaker } from '../waker.ts';
import { isCoordinatorGone, isTurnOver, type KafkaClient, type KafkaConsumer, rejoin, toOurs } from './kafka-client.ts';
import { type KafkaRecord, toDelivered } from './kafka-record.ts';
import { groupName, topicName } from './kafka-topics.ts';

export interface KafkaConsumerSettings {
  prefix: string;
  now: () => number;
  log: Logger;
  /** How long a member that is not heard of keeps its partitions, ms. */
  sessionMs: number;
  /** How long a look for new messages may wait for some, ms. */
  pollMs: number;
  /** How long close() waits for a handler before it tells it to stop, ms. */
  drainMs: number;
}

/** What the client hands over with each batch, as far as it is used here. */
type EachBatch = NonNullable<NonNullable<Parameters<KafkaConsumer['run']>[0]>['eachBatch']>;
type BatchInHand = Parameters<EachBatch>[0];

const AGAIN_MS = 1_000;

/** The partition is another member's, or will be: the batch in hand is left where it is. */
class TurnOver extends Error {
  override readonly name = 'TurnOver';
}

/**
 * One member of a group. Partitions are worked one after the other, so that what waits on the bus, and not in memory,
 * is what the handler has not got to: while it works, nothing more is fetched.
 */
export async function startKafkaConsumer(
  client: KafkaClient,
  target: {
    topic: BusTopic;
    group: string;
    handler: Handler;
    options: SubscribeOptions;
    publishDead(letter: DeadLetter): Promise<void>;
  },
  settings: KafkaConsumerSettings,
): Promise<Subscription> {
  const { topic, group, handler, options } = target;
  const { prefix, now, log, sessionMs, pollMs, drainMs } = settings;
  const beatMs = Math.max(50, Math.floor(sessionMs / 10));
  const waker = createWaker();
  const stopped = new AbortController();
  let closing = false;
  let joining: Promise<void> = Promise.resolve();
  let consumer = await open();
  let restarting: Promise<void> = Promise.resolve();

  async function open(): Promise<KafkaConsumer> {
    const opened = client.consumer(groupName(prefix, topic, group), { sessionMs, pollMs });
    try {
      await opened.connect();
      await opened.subscribe({ topic: topicName(prefix, topic), fromBeginning: true });
      opened.on(opened.events.CRASH, ({ payload }) => {
        log.warn({ topic, group, err: payload.error, restart: payload.restart }, 'consumer lost its connection');
        if (!payload.restart) restarting = restart(payload.error);
      });
      // Not waited for: joining may take as long as another member needs for what it has in hand.
      joining = opened
        .run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: work })
        .catch((error: unknown) => stopForGood(toOurs(error, `读取主题 ${topic}`)));
      return opened;
    } catch (error) {
      await opened.disconnect().catch(() => {});
      throw toOurs(error, `订阅主题 ${topic}`);
    }
  }

  /** The client gives up on what it takes for hopeless; only what a person must mend is that for us. */
  async function restart(cause: unknown): Promise<void> {
    for (let error = toOurs(cause, `读取主题 ${topic}`); !closing; await waker.sleep(AGAIN_MS)) {
      if (error instanceof ConfigError || error instanceof FatalError) return stopForGood(error);
      try {
        consumer = await open();
        return;
      } catch (next) {
        error = toOurs(next, `读取主题 ${topic}`);
        log.warn({ topic, group, err: error }, 'consumer cannot come back yet, trying again');
      }
    }
  }

  function stopForGood(error: unknown): void {
    if (closing) return;
    closing = true;
    waker.wake();
    log.error({ topic, group, err: error }, 'subscription stopped for good');
    // From outside the batch that stops it: ending the consumer waits for that batch.
    setImmediate(() => void end().finally(() => options.onFatal?.(error)));
  }

  async function end(): Promise<void> {
    // A consumer that is told to go while it joins stays, and keeps partitions that nobody works on.
    const patience = new AbortController();
    await Promise.race([joining, sleep(drainMs, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
    await consumer
      .disconnect()
      .catch((error: unknown) => log.warn({ topic, group, err: error }, 'could not leave the group'));
  }

  async function work(hand: BatchInHand): Promise<void> {
    const turn = new AbortController();
    const signal = AbortSignal.any([turn.signal, stopped.signal]);
    let over: unknown;
    const beat = setInterval(() => {
      hand.heartbeat().catch((error: unknown) => {
        const how = isTurnOver(error);
        if (how === null) return;
        over = error;
        if (how === 'lost') turn.abort(new TurnOver('the partition went to another member'));
        waker.wake();
      });
    }, beatMs);
    const stopping = () => closing || over !== undefined || !hand.isRunning();
    try {
      await deliverAll(hand, signal, stopping);
    } catch (error) {
      if (!(error instanceof TurnOver)) return stopForGood(error);
      over ??= error.cause;
    } finally {
      clearInterval(beat);
    }
    if (over !== undefined && !closing) throw rejoin(over);
  }

  async function deliverAll(hand: BatchInHand, signal: AbortSignal, stopping: () => boolean): Promise<void> {
    const port = createPort(hand, signal, stopping);
    const { partition, messages } = hand.batch;
    const size = options.batchSize ?? 100;
    for (let at = 0; at < messages.length && !stopping(); ) {
      const read = messages.slice(at, at + size).map((record) => toDelivered(topic, partition, record, 1));
      const broken = read.findIndex(({ problem }) => problem !== null);
      const [first] = read;
      if (broken === 0 && first !== undefined) {
        if (!(await port.bury(first.delivered, first.problem ?? ''))) return;
        at += 1;
        continue;
      }
      const whole = broken === -1 ? read : read.slice(0, broken);
      const result = await deliver(
        whole.map(({ delivered }) => delivered),
        port,
      );
      if (result === 'stopped') return;
      at += whole.length;
    }
  }

  function createPort(hand: BatchInHand, signal: AbortSignal, stopping: () => boolean): DeliveryPort {
    async function acknowledge(last: Delivered): Promise<void> {
      const offset = offsetOf(last);
      const next = String(BigInt(offset) + 1n);
      const { partition } = hand.batch;
      await persist(() =>
        hand.commitOffsetsIfNecessary({
          topics: [{ topic: topicName(prefix, topic), partitions: [{ partition, offset: next }] }],
        }),
      );
      hand.resolveOffset(offset);
    }

    /**
     * What was handled must be marked even when Kafka is away: tries until it is, or the turn is over. It is over too when
     * the coordinator has left the cluster, or was not reached for a session: then the group has to be joined anew.
     */
    async function persist(write: () => Promise<void>): Promise<void> {
      const end = performance.now() + sessionMs;
      for (;;) {
        try {
          return await write();
        } catch (error) {
          if (isTurnOver(error) !== null) throw new TurnOver('not acknowledged in time', { cause: error });
          const ours = toOurs(error, `确认主题 ${topic} 的消息`);
          if (!(ours instanceof RetryableError) || closing) throw ours;
          log.warn({ topic, group, err: ours }, 'could not acknowledge, trying again');
          if (isCoordinatorGone(error) || performance.now() > end || !(await wait(AGAIN_MS)))
            throw new TurnOver('not acknowledged in time', { cause: error });
        }
      }
    }

    async function bury(message: Delivered, reason: string): Promise<boolean> {
      const { offset, key, value } = message;
      const letter: DeadLetter = { topic, group, offset, key, value, reason, at: toShanghai(now()) };
      if (!(await tellDead(letter, options, { wait, log }))) return false;
      // A message of `dead` itself stays where it is: appended again it would come round for ever.
      if (topic !== 'dead') await persist(() => target.publishDead(letter));
      await acknowledge(message);
      log.warn({ topic, group, key, offset, reason }, 'message is dead');
      return true;
    }

    async function wait(ms: number): Promise<boolean> {
      const until = performance.now() + ms;
      for (let left = ms; left > 0 && !stopping(); left = until - performance.now()) await waker.sleep(left);
      return !stopping();
    }

    return {
      handle: async (batch) => await handler(batch, signal),
      acknowledge,
      bury,
      wait,
      stopping,
      onFailure: (error, batch, next) =>
        log.warn({ topic, group, first: batch[0]?.offset, count: batch.length, next, err: error }, 'handler failed'),
    };
  }

  return {
    async close() {
      closing = true;
      waker.wake();
      const patience = setTimeout(() => stopped.abort(new FatalError('the system is stopping')), drainMs);
      await restarting;
      await end();
      clearTimeout(patience);
    },
  };
}

function offsetOf(message: Delivered): KafkaRecord['offset'] {
  return message.offset.slice(message.offset.indexOf(':') + 1);
}
