import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { RawItem } from '../../pipeline/model/raw-item.ts';
import { sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import { type Chain, openChain } from '../support/chain.ts';
import { dropIndices } from '../support/drop-indices.ts';
import { happeningPost } from '../support/happenings.ts';
import { createRandom, testSeed } from '../support/random.ts';
import { seen } from '../support/seen.ts';
import { townItems } from '../support/town-items.ts';

/** Posts of a generated corpus. They take some minutes: `TEST_PARITY=2000` is for a look while one works. */
const GENERATED = Number(process.env.TEST_PARITY ?? 20_000);
const BATCH = 500;

type Seen = Awaited<ReturnType<typeof seen>>;

const listOf = (all: Seen, part: string): readonly unknown[] => partsOf(all).find(([name]) => name === part)?.[1] ?? [];

function partsOf(all: Seen): [string, readonly unknown[]][] {
  return Object.entries(all).map(([part, value]) => [part, Array.isArray(value) ? value : [value]]);
}

/** The first two items that differ, with how many do; null where none does. */
function firstDifference(a: readonly unknown[], b: readonly unknown[]) {
  const places = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i);
  const differing = places.filter((i) => !isDeepStrictEqual(a[i], b[i]));
  const [first] = differing;
  return first === undefined ? null : { count: differing.length, at: first, found: a[first], expected: b[first] };
}

async function run(chain: Chain, items: readonly RawItem[]) {
  for (let from = 0; from < items.length; from += BATCH) await chain.ingest.accept(items.slice(from, from + BATCH));
  await chain.core.drain();
  return seen(chain);
}

describe('the two engines', () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  const opened: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  async function distributed(): Promise<Chain & { refresh(): Promise<void> }> {
    const prefix = `t-${randomUUID().slice(0, 8)}-`;
    const url = elasticsearch().url;
    opened.push(() => dropIndices(url, prefix));
    const chain = await openChain({
      beats: 'asked',
      env: {
        YUQING_ENGINE: 'distributed',
        YUQING_KAFKA_BROKERS: kafka().brokers.join(','),
        YUQING_KAFKA_PREFIX: prefix,
        YUQING_KAFKA_PARTITIONS: '1',
        YUQING_ELASTIC_URL: url,
        YUQING_ELASTIC_PREFIX: prefix,
        YUQING_SECRET_KEY: 'a key for tests only',
      },
    });
    opened.push(() => chain.close());
    return { ...chain, refresh: async () => void (await fetch(`${url}/${prefix}*/_refresh`, { method: 'POST' })) };
  }

  async function compare(items: readonly RawItem[]) {
    const embedded = await openChain({ beats: 'asked' });
    opened.push(() => embedded.close());
    const other = await distributed();
    const started = performance.now();
    const expected = await run(embedded, items);
    const between = performance.now();
    for (let from = 0; from < items.length; from += BATCH) await other.ingest.accept(items.slice(from, from + BATCH));
    await other.core.drain();
    await other.refresh();
    const found = await seen(other);
    const seconds = [between - started, performance.now() - between].map((ms) => Math.round(ms / 1000));
    console.log(`${items.length} posts: embedded ${seconds[0]} s, distributed ${seconds[1]} s`);
    // What differs first in each part: the whole of two corpora takes minutes to print.
    const differing = partsOf(found).map(([part, list]) => [part, firstDifference(list, listOf(expected, part))]);
    expect(differing).toEqual(differing.map(([part]) => [part, null]));
    return found;
  }

  it('say the same of the example town', { timeout: 300_000 }, async () => {
    const { events, alerts, notices } = await compare(await townItems());
    expect([events.length > 5, alerts.length > 5, notices.length > 5]).toEqual([true, true, true]);
  });

  it('say the same of a generated corpus', { timeout: 60_000 + GENERATED * 90 }, async () => {
    const seed = testSeed();
    console.log(`TEST_SEED=${seed}`);
    const random = createRandom(seed);
    const below = (n: number) => Math.floor(random() * n);
    const items = Array.from({ length: GENERATED }, (_, n) =>
      happeningPost(
        { estate: below(404), trouble: below(4), daysAgo: below(24), source: below(3), telling: below(5) },
        n,
      ),
    );
    const { totals, events, alerts } = await compare(items);
    // Estates hold what happens in them apart, so hundreds come of it.
    expect([events.length > GENERATED / 100, alerts.length > GENERATED / 100]).toEqual([true, true]);
    const { indexed, duplicate, dropped, dead } = totals.outcomes;
    expect(indexed + duplicate + dropped + dead).toBe(GENERATED);
  });
});
