import { z } from 'zod';
import { ConflictError } from '../pipeline/errors.ts';
import type { Store } from '../pipeline/store/store.ts';
import type { HostLimiter } from './host-limiter.ts';

/** What sites asked for (Retry-After) is kept to by the next process too, and by others on the same store. */
export interface Holds {
  /** Before a run: the limiter learns of what is on record. */
  load(limiter: HostLimiter): Promise<void>;
  /** After a run: what the limiter holds is put on record. */
  save(limiter: HostLimiter): Promise<void>;
}

/** Host → epoch milliseconds until which nothing goes there. */
const stored = z.record(z.string(), z.number());
const [KIND, ID] = ['crawl-hold', 'hosts'];
const TRIES = 3;

export function createHolds(store: Pick<Store, 'state' | 'putState'>, now: () => number): Holds {
  async function read(): Promise<{ held: Record<string, number>; version: number | null }> {
    const row = await store.state(KIND, ID);
    const parsed = stored.safeParse(row?.value);
    return { held: parsed.success ? parsed.data : {}, version: row?.version ?? null };
  }

  return {
    async load(limiter) {
      const { held } = await read();
      for (const [host, until] of Object.entries(held)) if (until > now()) limiter.hold(host, until - now());
    },
    async save(limiter) {
      for (let attempt = 1; limiter.held().size > 0; attempt += 1) {
        const { held, version } = await read();
        const longest = new Map(Object.entries(held).filter(([, until]) => until > now()));
        for (const [host, until] of limiter.held()) longest.set(host, Math.max(until, longest.get(host) ?? 0));
        try {
          await store.putState(KIND, ID, Object.fromEntries(longest), version);
          return;
        } catch (error) {
          if (!(error instanceof ConflictError) || attempt === TRIES) throw error;
        }
      }
    },
  };
}

/** For a process that is alone, without a store: the limiter itself remembers. */
export const NO_HOLDS: Holds = { async load() {}, async save() {} };
