import type { Alert } from '../model/alert.ts';
import type { Notice } from '../model/notice.ts';

export interface Receipt {
  /** What the other side answered, for the record; short. */
  answer: string;
}

/** One way to reach people. */
export interface Notifier {
  readonly channel: Notice['channel'];
  /**
   * Resolves when the other side has taken the notice. Throws RetryableError to be tried again later (with
   * `retryAfterMs` when the other side said so), PoisonError when this notice can never be delivered.
   * May be called twice for one notice (crash between send and settle): `noticeId` is the idempotency key.
   */
  send(notice: Notice, alert: Alert | null): Promise<Receipt>;
}
