export interface ThrottleAnswer {
  /** 0 = go on. */
  waitSeconds: number;
  /** True for the first refusal of a window. */
  first: boolean;
}

/** Counts log-in attempts in fixed windows, in bounded memory. */
export interface LoginThrottle {
  /** Counts the attempt before it is checked, so that parallel guesses count too. */
  take(account: string, address: string): ThrottleAnswer;
  /** The attempt was right: it does not count. */
  succeeded(account: string, address: string): void;
}

const WINDOW_MS = 15 * 60_000;
// One person mistyping, one address trying many accounts, many addresses trying one account.
const MOST = { pair: 5, address: 30, account: 100 } as const;
const MOST_ENTRIES = 10_000;

export function createLoginThrottle(now: () => number): LoginThrottle {
  const windows = new Map<string, { until: number; count: number; refused: boolean }>();
  const keys = (account: string, address: string) =>
    [
      [`pair ${address} ${account}`, MOST.pair],
      [`address ${address}`, MOST.address],
      [`account ${account}`, MOST.account],
    ] as const;

  function current(key: string) {
    const found = windows.get(key);
    if (found !== undefined && found.until > now()) return found;
    const fresh = { until: now() + WINDOW_MS, count: 0, refused: false };
    windows.delete(key);
    windows.set(key, fresh);
    if (windows.size > MOST_ENTRIES) forgetOldest(windows, now());
    return fresh;
  }

  return {
    take(account, address) {
      const asked = keys(account, address).map(([key, most]) => ({ window: current(key), most }));
      const full = asked.filter(({ window, most }) => window.count >= most).map(({ window }) => window);
      if (full.length === 0) {
        for (const { window } of asked) window.count += 1;
        return { waitSeconds: 0, first: false };
      }
      const first = full.every((window) => !window.refused);
      for (const window of full) window.refused = true;
      return { waitSeconds: Math.ceil((Math.max(...full.map(({ until }) => until)) - now()) / 1000), first };
    },
    succeeded(account, address) {
      const [pair, ...shared] = keys(account, address);
      windows.delete(pair[0]);
      for (const [key] of shared) {
        const window = windows.get(key);
        if (window !== undefined && window.count > 0) window.count -= 1;
      }
    },
  };
}

/** Entries are in the order of their end, since all windows are of one length. */
function forgetOldest(windows: Map<string, { until: number }>, now: number) {
  for (const [key, { until }] of windows) {
    if (until > now && windows.size <= MOST_ENTRIES) return;
    windows.delete(key);
  }
}
