/** At most `count` messages in any stretch of `perMs` milliseconds. */
export interface RateLimit {
  count: number;
  perMs: number;
}

/**
 * When a channel may send next. Keeps the times of the last messages rather than a bucket that refills: a bucket of 20
 * that refills 20 a minute lets 39 through within one minute, and the platforms count every minute.
 */
export interface SendWindow {
  /** Whether one may leave at this instant (epoch milliseconds). What is not `urgent` leaves the last quarter free. */
  mayLeave(now: number, urgent: boolean): boolean;
  /** The earliest instant at which one may leave: now or later. */
  nextFree(now: number, urgent: boolean): number;
  take(now: number): void;
  /** Times still needed to judge, oldest first; what must outlast a restart. */
  times(now: number): readonly number[];
}

/** Added to each stretch: messages do not arrive with the spacing they left with. */
const SLACK_MS = 200;
const NOT_URGENT_SHARE = 0.75;

export function createSendWindow(limits: readonly RateLimit[], before: readonly number[] = []): SendWindow {
  let times = [...before].sort((a, b) => a - b);
  const longest = Math.max(0, ...limits.map(({ perMs }) => perMs + SLACK_MS));

  /** A clock set back would leave times in the future, which would block the channel until then. */
  const recent = (now: number, stretch: number) => times.filter((at) => at > now - stretch && at <= now);

  function nextFree(now: number, urgent: boolean): number {
    const waits = limits.map(({ count, perMs }) => {
      const most = urgent ? count : Math.max(1, Math.floor(count * NOT_URGENT_SHARE));
      const oldest = recent(now, perMs + SLACK_MS).at(-most);
      return oldest === undefined ? now : oldest + perMs + SLACK_MS;
    });
    return Math.max(now, ...waits);
  }

  return {
    nextFree,
    mayLeave: (now, urgent) => nextFree(now, urgent) === now,
    take(now) {
      times = [...recent(now, longest), now];
    },
    times: (now) => recent(now, longest),
  };
}
