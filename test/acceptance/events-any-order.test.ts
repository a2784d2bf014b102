import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { RawItem } from '../../pipeline/model/raw-item.ts';
import { type Chain, openChain } from '../support/chain.ts';
import { happeningPost } from '../support/happenings.ts';

const ALL = { limit: 200 };
let chain: Chain | undefined;
afterEach(async () => {
  await chain?.close();
  chain = undefined;
});

const recipe = fc.record({
  estate: fc.nat(3),
  trouble: fc.nat(3),
  daysAgo: fc.nat(24),
  source: fc.nat(2),
  telling: fc.nat(4),
});
const posts = fc
  .array(recipe, { minLength: 2, maxLength: 14 })
  .map((recipes) => withoutRepeats(recipes.map(happeningPost)));

/** Exact copies stand for one another, and which of them is kept is a matter of arrival; they have a test of their own. */
function withoutRepeats(items: readonly RawItem[]): RawItem[] {
  return [...new Map(items.map((item) => [`${item.title}${item.body}`, item])).values()];
}

/** Everything about events that must not depend on how their posts came. */
async function eventsOf(items: readonly RawItem[], batch = items.length) {
  chain = await openChain();
  for (let from = 0; from < items.length; from += batch) {
    await chain.ingest.accept(items.slice(from, from + batch));
    if (batch < items.length) await chain.core.drain();
  }
  await chain.core.drain();
  const events = [];
  for (const { version: _, ...event } of (await chain.queries.findEvents({}, ALL)).items) {
    events.push({ ...event, members: (await chain.store.membersOf(event.eventId)).map(({ docId }) => docId) });
  }
  const open = (await chain.queries.findAlerts({ states: ['open'] }, ALL)).items;
  expect(
    new Set(await Promise.all(open.map(async (alert) => (await chain?.store.event(alert.eventId))?.eventId))).size,
  ).toBe(open.length);
  await chain.close();
  chain = undefined;
  return events.sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
}

describe('events', () => {
  it('are the same in whatever order and batches their posts come, and have one open alert at most', {
    timeout: 240_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        posts,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 5 }),
        async (items, keys, batch) => {
          const shuffled = items
            .map((item) => ({ item, key: keys.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
          const expected = await eventsOf(items);
          expect(await eventsOf(shuffled)).toEqual(expected);
          expect(await eventsOf([...items].reverse(), batch)).toEqual(expected);
        },
      ),
      { numRuns: 4 },
    );
  });
});
