/**
 * The durable log between hops.
 *
 * Topics of the chain. `raw`: items accepted from sources. `verdict`: analysed posts. `action`: what operators ask for.
 * `dead`: what could not be processed, with the reason and where it stood.
 */
export const TOPICS = ['raw', 'verdict', 'action', 'dead'] as const;
export type BusTopic = (typeof TOPICS)[number];

export interface Message {
  /** Messages with equal keys are delivered in the order they were published. */
  readonly key: string;
  /** JSON value; the reader parses it with zod. */
  readonly value: unknown;
}

export interface Delivered extends Message {
  readonly topic: BusTopic;
  /** Position in the log, opaque, for messages and dead letters. */
  readonly offset: string;
  /** 1 for the first delivery in this process; 0 for a message that was only read. */
  readonly attempt: number;
}

/** What waits in one partition of a topic for a group. */
export interface PartitionLag {
  /** From 0. */
  readonly partition: number;
  readonly waiting: number;
}

/** What a log holds of a topic. */
export interface KeptMessages {
  /** Acknowledged or not. */
  readonly count: number;
  /**
   * In words for the operator, with what to do: how the server could lose messages that nobody has read. Empty when all
   * is well; the embedded log has none.
   */
  readonly troubles: readonly string[];
}

/** The value of a message on `dead`. */
export interface DeadLetter {
  topic: BusTopic;
  group: string;
  offset: string;
  key: string;
  value: unknown;
  reason: string;
  /** ISO 8601. */
  at: string;
}

/**
 * Gets a batch (at least one message, never more than `batchSize`), in log order. When it resolves, the whole batch is
 * acknowledged. When it throws:
 * - RetryableError or UnreachableError: the same batch comes again, after `retryAfterMs` or a growing wait
 *   (100 ms … 30 s), for ever;
 * - PoisonError, ConflictError, or any error without a name of ours: the batch is delivered again one message at a time;
 *   the message that throws PoisonError goes to `dead` at once, one that throws anything else after 3 further tries;
 *   the rest go on (a batch of one message is that message's first try). A poisoned message of `dead` itself stays
 *   where it is and is not appended again;
 * - FatalError or ConfigError: the subscription stops, nothing is acknowledged, `onFatal` is told.
 * Delivery is at least once: after a crash messages come again, so a handler must be idempotent.
 *
 * `signal` is aborted when another process has taken over the messages in hand, and when close() has waited 10 s.
 */
export type Handler = (batch: readonly Delivered[], signal: AbortSignal) => Promise<void>;

export interface SubscribeOptions {
  /** Largest batch handed over, default 100. */
  batchSize?: number;
  onFatal?: (error: unknown) => void;
  /**
   * Told of every dead letter before it is written and its message acknowledged: what is noted of it cannot be missing
   * after a crash, but may be told twice. RetryableError or UnreachableError: told again until it is taken; FatalError or
   * ConfigError stops the subscription; any other failure is logged, and the message dies all the same.
   */
  onDead?: (letter: DeadLetter) => void | Promise<void>;
}

export interface Subscription {
  /** Stops taking new messages; resolves when the batch in flight is done and acknowledged. */
  close(): Promise<void>;
}

export interface Bus {
  /**
   * Appends in the given order; resolves when durable (survives kill -9). An empty list is a no-op. A value that JSON
   * cannot hold, or a message larger than the log takes, is a PoisonError, and nothing of the list is published. After
   * any other failure the embedded log holds nothing of the list, Kafka may hold some of it: publish it again whole.
   */
  publish(topic: BusTopic, messages: readonly Message[]): Promise<void>;

  /**
   * Delivers every message of the topic, from the group's first unacknowledged one on, to one consumer of the group at
   * a time per key, across processes. A new group starts at the oldest message kept.
   */
  subscribe(topic: BusTopic, group: string, handler: Handler, options?: SubscribeOptions): Promise<Subscription>;

  /** Messages published and not yet acknowledged by the group; 0 when it has caught up. */
  lag(topic: BusTopic, group: string): Promise<number>;
  /** The same for each partition, by its number; the embedded log has one. */
  backlog(topic: BusTopic, group: string): Promise<readonly PartitionLag[]>;

  /**
   * Every message still kept, oldest first, `from` inclusive; for replay and for reading dead letters. RangeError for a
   * `from` that no log of this kind gives.
   */
  read(topic: BusTopic, options?: { from?: string; limit?: number }): Promise<readonly Delivered[]>;

  /**
   * Removes, the oldest first, messages published before the instant that every group has acknowledged. Returns how many.
   * A topic that no group has subscribed to yet loses nothing, except `dead`, which is read rather than consumed. A member
   * that only reads (`read`) holds nothing back.
   */
  trim(topic: BusTopic, before: string): Promise<number>;

  /** How much of a topic is kept, and whether it is safe there. */
  kept(topic: BusTopic): Promise<KeptMessages>;

  /** Closes all subscriptions, waiting for what is in flight; publishing is an error from then on. Idempotent. */
  close(): Promise<void>;
}
