/** Epoch milliseconds as the server counts them, so that clocks agree on computers whose own clock is wrong. */
export interface ServerClock {
  now(): number;
  /** `sentAt` and `receivedAt` in milliseconds of the local clock around the answer that carried `serverTime`. */
  observe(serverTime: string, sentAt: number, receivedAt: number): void;
}

/** Half of the second that server times are cut to. */
const CUT_MS = 500;
/** After this a worse but newer reading replaces the best one: the local clock may have been set. */
const TRUST_MS = 5 * 60_000;

export function createServerClock(localNow: () => number): ServerClock {
  let offset = 0;
  let bestTrip = Number.POSITIVE_INFINITY;
  let bestAt = 0;
  return {
    now: () => localNow() + offset,
    observe(serverTime, sentAt, receivedAt) {
      const server = Date.parse(serverTime);
      const trip = receivedAt - sentAt;
      if (Number.isNaN(server) || trip < 0) return;
      if (trip > bestTrip && Math.abs(receivedAt - bestAt) < TRUST_MS) return;
      offset = server + CUT_MS - (sentAt + receivedAt) / 2;
      bestTrip = trip;
      bestAt = receivedAt;
    },
  };
}

export const serverClock = createServerClock(Date.now);
