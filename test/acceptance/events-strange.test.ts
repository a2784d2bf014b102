import { afterEach, describe, expect, it } from 'vitest';
import { createRawItem } from '../../pipeline/model/raw-item.ts';
import { type Chain, openChain, rawPost } from '../support/chain.ts';

let chain: Chain;
afterEach(async () => {
  await chain.close();
});

const ALL = { limit: 200 };
const LEAK = '龙湾公馆小区地下车库大面积漏水，墙面多处开裂，多次找开发商和物业都互相推诿，至今没有人来维修。';

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

describe('strange posts', () => {
  it('are all accounted for: empty, endless, of one character, of pictographs, of all scripts, of 1970 and 2099', async () => {
    chain = await openChain();
    const dated = (id: string, publishedRaw: string) =>
      createRawItem({ ...rawPost(id, '', LEAK), nativeId: id, publishedRaw });
    const items = [
      rawPost('1', '', ''),
      rawPost('2', '', `${LEAK}${'漏水了。'.repeat(200_000)}`),
      rawPost('3', '', '漏'.repeat(30_000)),
      rawPost('4', '', '😡'.repeat(2_000)),
      rawPost('5', '', 'Протечка 漏水 تسرب ｱﾊﾟｰﾄ 龙湾公馆 บ้าน'.repeat(20)),
      dated('6', '1970-01-01 00:00:00'),
      dated('7', '2099-12-31 23:59:59'),
      rawPost('8', '', '漏'.repeat(1_000_001)),
    ];
    await chain.ingest.accept(items);
    // The clock of the machine is set back while posts are on their way.
    chain.clock.now -= 3 * 86_400_000;
    await chain.core.drain();
    const outcomes = await chain.store.outcomes(items.map(({ rawId }) => rawId));
    expect([...outcomes.values()].map(({ kind }) => kind)).not.toContain('dead');
    expect(outcomes.size).toBe(items.length);
    const reasons = items.map(({ rawId }) => outcomes.get(rawId)?.reason ?? null);
    expect(reasons).toEqual(['empty-text', null, null, null, null, null, null, 'too-long']);
    const { events } = await chain.queries.totals();
    expect(events).toBeGreaterThan(0);
  });

  it('of the same words or nearly so, a great many in a minute, cost no more each when there are more', async () => {
    chain = await openChain();
    const flood = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, k) => {
        const n = from + k;
        return rawPost(`f${n}`, '', n % 2 === 0 ? LEAK : `第${n}位业主转发：${LEAK}`, n % 1_440);
      });
    const batch = 400;
    const first = await timed(async () => {
      await chain.ingest.accept(flood(0, batch));
      await chain.core.drain();
    });
    await chain.ingest.accept(flood(batch, 4 * batch));
    await chain.core.drain();
    const last = await timed(async () => {
      await chain.ingest.accept(flood(4 * batch, 5 * batch));
      await chain.core.drain();
    });
    const { items } = await chain.queries.findEvents({}, ALL);
    expect(items).toHaveLength(1);
    expect(items[0]?.postCount).toBe(5 * batch);
    expect(last / first).toBeLessThan(4);
  }, 120_000);
});
