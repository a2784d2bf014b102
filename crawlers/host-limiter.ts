export interface HostLimiter {
  /**
   * Resolves when a request to the host may leave: `delayMs` after the one before (plus 0–50 % by chance), in order of
   * asking, across all sources of the process. Rejects with the signal's reason when it is aborted first.
   */
  turn(host: string, delayMs: number, signal: AbortSignal): Promise<void>;
  /** Nothing goes to the host for this long: the other side asked for it. */
  hold(host: string, ms: number): void;
  /** Milliseconds until a hold ends; 0 without one. */
  heldFor(host: string): number;
  /** Hosts that are held now, with the epoch milliseconds until when. */
  held(): ReadonlyMap<string, number>;
}

export interface HostLimiterDeps {
  /** Epoch milliseconds. */
  now(): number;
  /** [0, 1). */
  random(): number;
}

/** Slots are given out by time, not by queue: a slot not used is lost, never doubled. */
export function createHostLimiter({ now, random }: HostLimiterDeps): HostLimiter {
  const nextFree = new Map<string, number>();
  const heldUntil = new Map<string, number>();
  return {
    async turn(host, delayMs, signal) {
      signal.throwIfAborted();
      const at = Math.max(now(), nextFree.get(host) ?? 0, heldUntil.get(host) ?? 0);
      nextFree.set(host, at + delayMs * (1 + random() / 2));
      if (nextFree.size > 10_000) forgetPast(nextFree, now());
      const wait = at - now();
      if (wait > 0) await pause(wait, signal);
    },
    hold(host, ms) {
      heldUntil.set(host, Math.max(heldUntil.get(host) ?? 0, now() + ms));
    },
    held: () => new Map([...heldUntil].filter(([, until]) => until > now())),
    heldFor: (host) => Math.max(0, (heldUntil.get(host) ?? 0) - now()),
  };
}

/** Waits, or rejects with the reason of the abort. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

function forgetPast(times: Map<string, number>, now: number): void {
  for (const [host, at] of times) if (at < now) times.delete(host);
}
