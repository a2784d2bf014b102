import { z } from 'zod';
import { ConflictError } from '../pipeline/errors.ts';
import type { Store } from '../pipeline/store/store.ts';
import { pause } from './host-limiter.ts';

/** The right to run a source, held by one process at a time. */
export interface Lease {
  /** Aborted when the right was lost: the run has to end, somebody else may be running. */
  readonly signal: AbortSignal;
  /** Idempotent. A lease that is not released (a crash) runs out by itself. */
  release(): Promise<void>;
}

export interface Leases {
  /**
   * Null when another process is running the source. A holder that shows no sign of life is waited for until its time
   * is up, so that a source whose process crashed is not left out. Rejects with the signal's reason when aborted.
   */
  take(sourceId: string, signal: AbortSignal): Promise<Lease | null>;
}

export interface LeaseOptions {
  /** Names this process; differs between any two. */
  owner: string;
  /** Epoch milliseconds. Clocks of the processes may differ by a fraction of `leaseMs`. */
  now: () => number;
  /** Default 30 s; renewed three times as often. */
  leaseMs?: number;
}

const row = z.object({ owner: z.string(), until: z.number() });
const KIND = 'crawl-lease';

/** Rows with compare-and-set: of two who take at the same time one gets a conflict. */
export function createLeases(store: Pick<Store, 'state' | 'putState'>, options: LeaseOptions): Leases {
  const { owner, now, leaseMs = 30_000 } = options;

  async function read(sourceId: string): Promise<{ heldMs: number; version: number | null }> {
    const stored = await store.state(KIND, sourceId);
    const parsed = row.safeParse(stored?.value);
    const free = !parsed.success || parsed.data.owner === owner;
    return { heldMs: free ? 0 : parsed.data.until - now(), version: stored?.version ?? null };
  }

  /** The version written, or null when somebody was faster. */
  async function write(sourceId: string, version: number | null, until: number): Promise<number | null> {
    try {
      return await store.putState(KIND, sourceId, { owner, until }, version);
    } catch (error) {
      if (error instanceof ConflictError) return null;
      throw error;
    }
  }

  function hold(sourceId: string, taken: number): Lease {
    const lost = new AbortController();
    let version = taken;
    let until = now() + leaseMs;
    let released = false;
    let renewing: Promise<void> = Promise.resolve();

    async function renew(): Promise<void> {
      if (released) return;
      const next = now() + leaseMs;
      try {
        const written = await write(sourceId, version, next);
        if (written === null) return lose();
        version = written;
        until = next;
      } catch {
        // The store is away for now. As long as the time is not up nobody else can have it.
        if (now() > until) lose();
      }
    }
    function lose(): void {
      clearInterval(timer);
      lost.abort(new Error('采集租约已失效'));
    }
    const timer = setInterval(() => {
      renewing = renewing.then(renew);
    }, leaseMs / 3);
    timer.unref();

    return {
      signal: lost.signal,
      async release() {
        if (released) return;
        released = true;
        clearInterval(timer);
        await renewing;
        if (!lost.signal.aborted) await write(sourceId, version, 0).catch(() => null);
      },
    };
  }

  return {
    async take(sourceId, signal) {
      let { heldMs, version } = await read(sourceId);
      const seen = version;
      while (heldMs > 0) {
        await pause(Math.min(heldMs, leaseMs / 10), signal);
        ({ heldMs, version } = await read(sourceId));
        // It was renewed or handed on: its holder lives.
        if (heldMs > 0 && version !== seen) return null;
      }
      const written = await write(sourceId, version, now() + leaseMs);
      return written === null ? null : hold(sourceId, written);
    },
  };
}

/** For a process that is alone, without a store. */
export const NO_LEASES: Leases = {
  async take() {
    return { signal: new AbortController().signal, async release() {} };
  },
};
