import { toShanghai } from '../model/calendar.ts';
import type { Notice, NoticeDecision } from '../model/notice.ts';

/** What happens to a notice, as the row that it becomes. All pure; `now` in epoch milliseconds. */

/** Codes that repeat while a notice waits: the last one stands for all. */
const REPEATING: ReadonlySet<NoticeDecision> = new Set(['retry', 'rate-limited']);

/** The delivery fields of a notice that has just been written at `at`. */
export function unsent(at: string, code: NoticeDecision, detail: string | null) {
  return {
    state: 'pending',
    attempts: 0,
    nextAttemptAt: at,
    sentAt: null,
    problem: null,
    held: false,
    partsSent: 0,
    halvings: 0,
    decisions: [{ at, code, detail }],
  } satisfies Partial<Notice>;
}

export function decided(notice: Notice, now: number, code: NoticeDecision, detail: string | null): Notice {
  const last = notice.decisions.at(-1);
  const before = last?.code === code && REPEATING.has(code) ? notice.decisions.slice(0, -1) : notice.decisions;
  return { ...notice, decisions: [...before, { at: toShanghai(now), code, detail }] };
}

export function sent(notice: Notice, now: number, code: 'sent' | 'digested', answer: string): Notice {
  return {
    ...decided(notice, now, code, answer),
    attempts: notice.attempts + 1,
    state: 'sent',
    nextAttemptAt: null,
    sentAt: toShanghai(now),
    problem: null,
    held: false,
  };
}

/** Never sent, for a reason that is not a failure of the channel. */
export function withheld(notice: Notice, now: number, code: NoticeDecision, detail: string): Notice {
  return {
    ...decided(notice, now, code, detail),
    state: 'withheld',
    nextAttemptAt: null,
    problem: detail,
    held: false,
  };
}

export function failed(notice: Notice, now: number, code: NoticeDecision, problem: string): Notice {
  return {
    ...decided(notice, now, code, problem),
    attempts: notice.attempts + 1,
    state: 'failed',
    nextAttemptAt: null,
    problem,
    held: false,
  };
}

export function retried(notice: Notice, now: number, at: number, problem: string): Notice {
  return {
    ...decided(notice, now, 'retry', problem),
    attempts: notice.attempts + 1,
    nextAttemptAt: toShanghai(Math.ceil(at / 1000) * 1000),
    problem,
  };
}

/** Waits until `at` to leave together with others. */
export function held(notice: Notice, now: number, at: number, code: 'rate-limited' | 'quiet-hours'): Notice {
  const until = toShanghai(Math.ceil(at / 1000) * 1000);
  return { ...decided(notice, now, code, `最迟 ${until.slice(11, 16)} 发出`), held: true, nextAttemptAt: until };
}

/** The other side finds it too long: parts of half the length, from the first one on. */
export function halved(notice: Notice, now: number, problem: string): Notice {
  return {
    ...decided(notice, now, 'too-long', problem),
    attempts: notice.attempts + 1,
    halvings: notice.halvings + 1,
    partsSent: 0,
    problem,
  };
}
