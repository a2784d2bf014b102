import { afterEach, describe, expect, it } from 'vitest';
import { createRetention, keptFrom } from '../../pipeline/retention.ts';
import { sharedElasticsearch, sharedKafka, withService } from '../services/shared-service.ts';
import { type Chain, GRAVE, openChain, rawPost } from '../support/chain.ts';
import { distributedEnv, dropAll } from '../support/distributed-chain.ts';
import { MONDAY_NINE, SILENT_LOG } from '../support/samples.ts';

const QUIET = rawPost('quiet', '门口新开了一家面馆', '昨天去吃了一碗，味道不错，价格也实惠，推荐大家去尝尝。');
const DAY_MS = 86_400_000;

describe('posts that are kept for so many months', { timeout: 120_000 }, () => {
  const kafka = withService('Kafka', sharedKafka);
  const elasticsearch = withService('Elasticsearch', sharedElasticsearch);
  const opened: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  async function open(engine: string): Promise<Chain> {
    if (engine === 'embedded') return openChain();
    const env = distributedEnv(kafka().brokers, elasticsearch().url);
    opened.push(() => dropAll(env));
    return openChain({ env });
  }

  it('count from the month of now', () => {
    expect(keptFrom(12, Date.parse('2026-11-26T10:00:00+08:00'))).toBe('2025-11-01T00:00:00+08:00');
    expect(keptFrom(3, Date.parse('2026-01-01T00:30:00+08:00'))).toBe('2025-10-01T00:00:00+08:00');
    expect(keptFrom(11, Date.parse('2026-12-31T23:59:00+08:00'))).toBe('2026-01-01T00:00:00+08:00');
  });

  it.each(['embedded', 'distributed'])(
    'go once a day, told and on record; what comes of them later is a post like any other (%s)',
    async (engine) => {
      const chain = await open(engine);
      opened.push(() => chain.close());
      const grave = rawPost('grave', GRAVE.title, GRAVE.body);
      await chain.ingest.accept([QUIET, grave]);
      await chain.core.drain();
      const told: object[] = [];
      const log = { ...SILENT_LOG, info: (fields: object) => void told.push(fields) };
      let now = MONDAY_NINE;
      const retention = createRetention({ store: chain.store, keepMonths: 6, now: () => now, log });
      await retention.round();
      now += 240 * DAY_MS;
      await retention.round();
      await retention.round();
      expect(told).toEqual([{ month: '2026-03', dropped: 1, kept: 1 }]);
      expect([...(await chain.store.posts([QUIET.docId, grave.docId])).keys()]).toEqual([grave.docId]);
      const lines = (await chain.store.audit(0, 100)).filter(({ action }) => action === 'posts.dropped');
      expect(lines).toMatchObject([{ object: '2026-03', detail: { dropped: 1, kept: 1, keepMonths: 6 } }]);

      // Said again elsewhere, and edited where it was: neither meets what is gone.
      const again = [{ ...rawPost('again', QUIET.title, QUIET.body), sourceId: 'elsewhere' }];
      const edited = rawPost('quiet', QUIET.title, `${QUIET.body}已经半个月了。`);
      await chain.ingest.accept([...again, edited, rawPost('grave', GRAVE.title, `${GRAVE.body}已经停工。`)]);
      await chain.core.drain();
      const outcomes = await chain.store.outcomes([...again, edited].map(({ rawId }) => rawId));
      expect([...outcomes.values()].map(({ kind, reason }) => [kind, reason])).toEqual([
        ['indexed', null],
        ['indexed', null],
      ]);
      expect(await chain.bus.read('dead')).toEqual([]);
    },
  );
});
