import { afterEach, describe, expect, it } from 'vitest';
import { ConflictError } from '../../pipeline/errors.ts';
import type { RawItem } from '../../pipeline/model/raw-item.ts';
import type { Store } from '../../pipeline/store/store.ts';
import { type Chain, openChain } from '../support/chain.ts';
import { happeningPost } from '../support/happenings.ts';
import { createRandom, testSeed } from '../support/random.ts';

const COUNT = 400;

/** Everything that follows from the log, apart from how often a record was rewritten on its way there. */
async function outcome({ queries, store }: Chain) {
  const { items: events } = await queries.findEvents({}, { limit: 200 });
  const { items: alerts } = await queries.findAlerts({}, { limit: 200 });
  const { items: notices } = await queries.findNotices({}, { limit: 200 });
  const lines = await store.audit(0, 10_000);
  return {
    totals: await queries.totals(),
    events: events.map(({ version: _, ...event }) => event),
    alerts: alerts.map(({ version: _, ...alert }) => alert),
    notices: notices.map(({ noticeId, reason, state }) => ({ noticeId, reason, state })),
    audit: lines.map(({ action, object, detail }) => ({ action, object, detail })),
  };
}

/** Keeps some of the units that place posts from being written. */
function disturbed(store: Store, told: { refusals: number }, how: { every: number; error: () => Error }): Store {
  let units = 0;
  return {
    ...store,
    async commit(unit) {
      if ((unit.memberships?.length ?? 0) > 0 && units++ % how.every === 0) {
        told.refusals += 1;
        throw how.error();
      }
      await store.commit(unit);
    },
  };
}

const DISTURBANCES = [
  // Somebody else is faster: the same batch is decided again.
  { every: 2, error: () => new ConflictError('an event changed meanwhile') },
  // What nobody foresaw: the batch comes again message by message.
  { every: 3, error: () => new Error('out of order') },
];

describe('one log, cut into batches in any way', { timeout: 240_000 }, () => {
  const opened: Chain[] = [];
  afterEach(async () => {
    for (const chain of opened.splice(0)) await chain.close();
  });

  /** `sizes` gives the next batch; the hops work while more comes, or have caught up before it does. */
  async function run(
    items: readonly RawItem[],
    sizes: () => number,
    waits: boolean,
    storeOf: (store: Store) => Store = (store) => store,
  ) {
    const chain = await openChain({ storeOf });
    opened.push(chain);
    for (let from = 0; from < items.length; ) {
      const size = sizes();
      await chain.ingest.accept(items.slice(from, from + size));
      if (waits) await chain.core.drain();
      from += size;
    }
    await chain.core.drain();
    return outcome(chain);
  }

  it('leads to the same events, alerts, notices and audit lines, also on the way', async () => {
    const seed = testSeed();
    console.log(`TEST_SEED=${seed}`);
    const random = createRandom(seed);
    const below = (n: number) => Math.floor(random() * n);
    const items = Array.from({ length: COUNT }, (_, n) =>
      happeningPost(
        { estate: below(4), trouble: below(4), daysAgo: below(24), source: below(3), telling: below(5) },
        n,
      ),
    );
    const whole = await run(items, () => COUNT, false);
    expect(whole.totals.outcomes.duplicate).toBeGreaterThan(10);
    expect(whole.alerts.some(({ state }) => state === 'closed')).toBe(true);
    expect(await run(items, () => 1 + below(12), true)).toEqual(whole);
    expect(await run(items, () => 1 + below(40), false)).toEqual(whole);
    for (const how of DISTURBANCES) {
      const told = { refusals: 0 };
      const found = await run(
        items,
        () => 1 + below(40),
        false,
        (store) => disturbed(store, told, how),
      );
      expect(found, how.error().message).toEqual(whole);
      expect(told.refusals).toBeGreaterThan(0);
    }
  });
});
