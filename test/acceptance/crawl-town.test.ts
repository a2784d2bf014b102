import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadCatalogue } from '../../crawlers/catalogue.ts';
import { createCrawling } from '../../crawlers/crawling.ts';
import { startTown } from '../../crawlers/demo-town/town.ts';
import type { RawItem } from '../../pipeline/model/raw-item.ts';
import type { SourceRun } from '../../pipeline/model/source-status.ts';
import { parsePublishedTime } from '../../pipeline/normalise/parse-time.ts';

const log = { info() {}, warn() {}, error() {} };
const catalogueFile = fileURLToPath(new URL('../../crawlers/demo-town/catalogue.yaml', import.meta.url));

it('crawls the whole example town, and later only what grew', async () => {
  const town = await startTown({ now: () => Date.now(), growEveryMs: 0, log });
  const items = new Map<string, RawItem>();
  const crawling = createCrawling({
    catalogue: await loadCatalogue(catalogueFile, { town: town.origin }),
    allowPrivate: [new URL(town.origin).host],
    log,
    async accept(batch) {
      const fresh = batch.filter(({ rawId }) => !items.has(rawId));
      for (const item of fresh) items.set(item.rawId, item);
      return { accepted: fresh.length, duplicates: batch.length - fresh.length };
    },
  });
  const run = async () => {
    const runs: SourceRun[] = [];
    for await (const one of crawling.runNow()) runs.push(one);
    return runs;
  };
  try {
    const first = await run();
    expect(first).toHaveLength(crawling.sources.length);
    for (const { source, failed, skipped, accepted, reasons } of first)
      expect({ source, failed, skipped, some: accepted > 0 }, JSON.stringify(reasons)).toEqual({
        source,
        failed: 0,
        skipped: 0,
        some: true,
      });
    expect(items.size).toBeGreaterThanOrEqual(120);
    for (const item of items.values()) {
      expect(item.body + item.title, item.url ?? '').not.toContain('\ufffd');
      expect(item.body.trim(), item.url ?? '').not.toMatch(/^$|^\d{4}-\d{2}|当前位置|责任编辑/);
      expect(parsePublishedTime(item.publishedRaw ?? '', { fetchedAt: Date.now() }), item.url ?? '').toHaveProperty(
        'at',
      );
    }
    expect([...items.values()].filter(({ reply }) => reply !== null).length).toBeGreaterThan(10);

    const before = items.size;
    town.tick();
    town.tick();
    const second = await run();
    expect(items.size - before).toBe(second.reduce((sum, { accepted }) => sum + accepted, 0));
    expect(items.size).toBeGreaterThan(before);
    expect(second.reduce((sum, { failed }) => sum + failed, 0)).toBe(0);
    expect(second.reduce((sum, { fetched }) => sum + fetched, 0)).toBeLessThan(
      first.reduce((sum, { fetched }) => sum + fetched, 0) / 3,
    );
  } finally {
    await crawling.close();
    await town.close();
  }
});
