const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 30 * 60_000;
/** The beat of the outbox: a shorter wait could not be kept. */
const SHORTEST_WAIT_MS = 1_000;

/** Tries of one notice on one channel, about three hours at the most. */
export const MAX_ATTEMPTS = 12;

/**
 * Exponential back-off with full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015): anywhere between
 * nothing and 5 s doubled with each try, at most 30 min. What failed together must not come again together.
 */
export function backOff(attempts: number, random: () => number): number {
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempts - 1));
  return Math.max(SHORTEST_WAIT_MS, most * random());
}
