import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import { ConflictError } from './errors.ts';
import type { Logger } from './stage.ts';
import type { Store } from './store/store.ts';

/** A process that works on a store says so, and says it again while it lives. */
const row = z.object({ role: z.string(), host: z.string(), pid: z.int(), until: z.number() });
const KIND = 'process';
const EVERY_MS = 10_000;
/** A process that was killed counts as running for so long. */
export const PRESENCE_MS = 30_000;
/** Rows of processes that ended without a word are taken away by whoever comes a day later. */
const FORGOTTEN_MS = 86_400_000;

export interface Presence {
  /** Takes the word back, if the store takes it; it runs out by itself. Idempotent. */
  close(): Promise<void>;
}

/** Resolves when the process is on record: whoever looks from then on sees it. */
export async function startPresence(
  store: Pick<Store, 'states' | 'putState' | 'deleteState'>,
  { role, now, log }: { role: string; now: () => number; log: Logger },
): Promise<Presence> {
  const id = randomUUID();
  let version: number | null = null;
  let saying: Promise<void> = Promise.resolve();

  async function say(): Promise<void> {
    const value = { role, host: hostname(), pid: process.pid, until: now() + PRESENCE_MS };
    version = await store.putState(KIND, id, value, version);
  }

  for (const [old, { value }] of await store.states(KIND)) {
    const parsed = row.safeParse(value);
    if (!parsed.success || parsed.data.until < now() - FORGOTTEN_MS) await store.deleteState(KIND, old);
  }
  await say();
  const timer = setInterval(() => {
    saying = saying.then(say).catch((error: unknown) => {
      // An answer that was lost leaves the row one version ahead; said anew it is right again.
      if (error instanceof ConflictError) version = (version ?? 0) + 1;
      else log.warn({ err: String(error) }, 'could not say that this process is running');
    });
  }, EVERY_MS);
  timer.unref();
  let closing: Promise<void> | undefined;
  return {
    close() {
      clearInterval(timer);
      closing ??= saying
        .then(() => store.deleteState(KIND, id))
        .catch((error: unknown) => log.warn({ err: String(error) }, 'could not say that this process ends'));
      return closing;
    },
  };
}

/** Processes that are running on a store, or were killed within the last half minute, in words. */
export async function runningProcesses(store: Pick<Store, 'states'>, now: number): Promise<string[]> {
  const rows = [...(await store.states(KIND)).values()].map(({ value }) => row.safeParse(value));
  return rows.flatMap(({ success, data }) =>
    success && data.until > now ? [`${data.role}（${data.host}，进程 ${data.pid}）`] : [],
  );
}
