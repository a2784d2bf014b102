import type { Alert } from '../model/alert.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from './contacts.ts';
import type { Content } from './content.ts';
import type { RateLimit } from './send-window.ts';

export interface Receipt {
  /** What the other side answered, for the record; short. */
  answer: string;
}

/** One message on its way: a notice, a part of a long one, or several notices together. */
export interface Outgoing {
  /** Idempotency key; the same for every try. */
  key: string;
  notice: Notice;
  /** Null where it is no longer kept. */
  alert: Alert | null;
  content: Content;
  /** As the notifier rendered it; one part of it, where it was too long. */
  text: string;
  /** Counts from 1. */
  part: number;
  parts: number;
  /** Who is on duty; empty on a channel that reaches a group. */
  to: readonly Person[];
}

/** What messages of a channel look like. */
export interface Shape {
  /**
   * Where a person is reached: there is one message for each receiver. Null: the channel reaches a group, and one message
   * is for all receivers.
   */
  addressOf: ((person: Person) => string | undefined) | null;
  /** All of them hold; empty = as fast as may be. */
  rates: readonly RateLimit[];
  /** Most that one text may measure. */
  limit: number;
  measure: (text: string) => number;
  /** The text of a message. Must not depend on time: a part sent later must belong to those before it. */
  render(content: Content): string;
}

/** One way to reach people. */
export interface Notifier {
  readonly channel: Notice['channel'];
  /** Absent: for a machine or the page, that take the notice as data, one at a time, at any hour. */
  readonly shape?: Shape;
  /**
   * Resolves when the other side has taken the message. Throws RetryableError to be tried again later (with
   * `retryAfterMs` when the other side said so), PoisonError when this message can never be delivered, TooLongError when
   * it must be split further, ChannelFaultError when only an administrator can help.
   * May be called twice for one message (crash between send and settle): `key` is the idempotency key.
   * Messages of errors never carry an address of a robot: it is the credential.
   */
  send(message: Outgoing): Promise<Receipt>;
}

/** The other side found the message too long. */
export class TooLongError extends Error {
  override readonly name = 'TooLongError';
}

/** Wrong key, signature, address or permission: every message of the channel will fail until somebody mends it. */
export class ChannelFaultError extends Error {
  override readonly name = 'ChannelFaultError';
}
