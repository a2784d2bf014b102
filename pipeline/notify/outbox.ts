import { PoisonError, RetryableError } from '../errors.ts';
import { toShanghai } from '../model/calendar.ts';
import type { Notice } from '../model/notice.ts';
import type { Logger } from '../stage.ts';
import type { Store } from '../store/store.ts';
import type { Notifier } from './notifier.ts';

const BATCH = 100;
const MAX_ATTEMPTS = 12;
const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 30 * 60_000;

export interface OutboxDeps {
  store: Store;
  notifiers: readonly Notifier[];
  now: () => number;
  /** 0 ≤ x < 1; spreads retries. */
  random: () => number;
  log: Logger;
}

export interface Outbox {
  /** Delivers what is due; returns how many notices were tried. Never runs twice at once. */
  deliver(): Promise<number>;
}

/**
 * Delivers due notices, gravest first. Waiting time doubles from 5 s to 30 min with up to 50 % jitter; after 12 tries
 * (about 3 hours) the notice is failed, with the last error kept.
 */
export function createOutbox(deps: OutboxDeps): Outbox {
  const byChannel = new Map(deps.notifiers.map((notifier) => [notifier.channel, notifier]));
  let running: Promise<number> | null = null;

  async function deliverDue(): Promise<number> {
    const due = await deps.store.dueNotices(toShanghai(deps.now()), BATCH);
    await Promise.all(due.map(async (notice) => deps.store.settleNotice(await attempt(notice))));
    return due.length;
  }

  async function attempt(notice: Notice): Promise<Notice> {
    const attempts = notice.attempts + 1;
    const notifier = byChannel.get(notice.channel);
    if (!notifier) {
      return {
        ...notice,
        attempts,
        state: 'withheld',
        nextAttemptAt: null,
        problem: `渠道 ${notice.channel} 没有配置`,
      };
    }
    try {
      const receipt = await notifier.send(notice, await deps.store.alert(notice.alertId));
      deps.log.info({ noticeId: notice.noticeId, answer: receipt.answer }, 'notice sent');
      return { ...notice, attempts, state: 'sent', nextAttemptAt: null, sentAt: toShanghai(deps.now()), problem: null };
    } catch (error) {
      return afterFailure(notice, attempts, error);
    }
  }

  function afterFailure(notice: Notice, attempts: number, error: unknown): Notice {
    const problem = error instanceof Error ? error.message : String(error);
    deps.log.warn({ noticeId: notice.noticeId, attempts, problem }, 'notice not delivered');
    if (error instanceof PoisonError || attempts >= MAX_ATTEMPTS) {
      return { ...notice, attempts, state: 'failed', nextAttemptAt: null, problem };
    }
    const backOff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1)) * (1 + deps.random() / 2);
    const wait = error instanceof RetryableError && error.retryAfterMs !== undefined ? error.retryAfterMs : backOff;
    return { ...notice, attempts, nextAttemptAt: toShanghai(deps.now() + wait), problem };
  }

  return {
    deliver() {
      running ??= deliverDue().finally(() => {
        running = null;
      });
      return running;
    },
  };
}
