import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createLeases } from '../../../crawlers/lease.ts';
import { openDatabase } from '../../../pipeline/store/sqlite/sqlite-database.ts';
import { createSqliteStore } from '../../../pipeline/store/sqlite/sqlite-store.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Two connections to one file, as two processes have them. */
async function twoStores() {
  const folder = await mkdtemp(join(tmpdir(), 'yuqing-lease-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  return [1, 2].map(() => {
    const database = openDatabase(join(folder, 'yuqing.db'));
    closers.push(async () => database.close());
    return createSqliteStore(database);
  });
}
const never = new AbortController().signal;
/** Longer than a busy machine holds up a timer: it must be renewed in time. */
const leaseMs = 1_000;

describe('a lease', () => {
  it('is held by one at a time, whoever asks at the same moment, and handed on when released', async () => {
    const [one, other] = await twoStores();
    const [a, b] = [one!, other!].map((store, n) => createLeases(store, { owner: `p${n}`, now: Date.now, leaseMs }));
    for (let round = 0; round < 20; round += 1) {
      const taken = (await Promise.all([a!.take('s', never), b!.take('s', never)])).filter((lease) => lease !== null);
      expect(taken).toHaveLength(1);
      await taken[0]!.release();
    }
    const held = await a!.take('s', never);
    expect(await b!.take('s', never)).toBeNull();
    expect(await b!.take('another', never)).not.toBeNull();
    await held!.release();
    expect(await b!.take('s', never)).not.toBeNull();
  });

  it('of a process that died runs out and is not left out', async () => {
    const [one, other] = await twoStores();
    await one!.putState('crawl-lease', 's', { owner: 'dead', until: Date.now() + leaseMs }, null);
    const lease = await createLeases(other!, { owner: 'p', now: Date.now, leaseMs }).take('s', never);
    expect(lease).not.toBeNull();
    expect(lease!.signal.aborted).toBe(false);
  });

  it('is renewed as long as its holder lives; one who lost it is told to stop', async () => {
    const [one, other] = await twoStores();
    const lease = await createLeases(one!, { owner: 'p', now: Date.now, leaseMs }).take('s', never);
    await new Promise((resolve) => setTimeout(resolve, leaseMs * 3));
    expect(lease!.signal.aborted).toBe(false);
    expect(await createLeases(other!, { owner: 'q', now: Date.now, leaseMs }).take('s', never)).toBeNull();
    // As if this process had been asleep and another had taken over.
    const row = await other!.state('crawl-lease', 's');
    await other!
      .putState('crawl-lease', 's', { owner: 'q', until: Date.now() + 60_000 }, row!.version)
      .catch(() => undefined);
    await new Promise((resolve) => lease!.signal.addEventListener('abort', resolve, { once: true }));
    await lease!.release();
    expect((await one!.state<{ owner: string }>('crawl-lease', 's'))!.value.owner).toBe('q');
  });

  it('stops waiting when it is told to', async () => {
    const [one] = await twoStores();
    await one!.putState('crawl-lease', 's', { owner: 'dead', until: Date.now() + 60_000 }, null);
    const stop = new AbortController();
    const waiting = createLeases(one!, { owner: 'p', now: Date.now, leaseMs: 60_000 }).take('s', stop.signal);
    setTimeout(() => stop.abort(new Error('stop')), 50);
    await expect(waiting).rejects.toThrow('stop');
  });
});
