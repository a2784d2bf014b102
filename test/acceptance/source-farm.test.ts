import { cpSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseCatalogue } from '../../crawlers/catalogue.ts';
import { SOURCE_KINDS } from '../../crawlers/catalogue-schema.ts';
import { type Crawling, createCrawling } from '../../crawlers/crawling.ts';
import type { RawItem } from '../../pipeline/model/raw-item.ts';
import type { SourceRun } from '../../pipeline/model/source-status.ts';
import { FARM, openSourceFarm, type SourceFarm } from '../support/source-farm.ts';

const NOW = Date.parse('2026-03-05T12:00:00+08:00');
const log = { info() {}, warn() {}, error() {} };

const catalogueText = readFileSync(join(FARM, 'catalogue.yaml'), 'utf8');
interface Expected {
  counts: Partial<SourceRun>;
  items: Record<string, unknown>[];
}
const expected: Record<string, Expected> = parse(readFileSync(join(FARM, 'expected.yaml'), 'utf8'));

let farm: SourceFarm;
let inbox: string;
/** Posts by the source that was running: files are not named by theirs. */
let running = '';
const bySource = new Map<string, RawItem[]>();
let crawling: Crawling;
const known = new Set<string>();

beforeAll(async () => {
  farm = await openSourceFarm();
  inbox = mkdtempSync(join(tmpdir(), 'yuqing-farm-'));
  cpSync(join(FARM, 'inbox'), inbox, { recursive: true });
  utimesSync(join(inbox, 'hotline', '三月.csv'), new Date(NOW - 60_000), new Date(NOW - 60_000));
  crawling = createCrawling({
    catalogue: parseCatalogue(catalogueText, 'farm', { town: farm.origin, rsshub: farm.origin }),
    async accept(batch) {
      const fresh = batch.filter(({ rawId }) => !known.has(rawId));
      for (const { rawId } of fresh) known.add(rawId);
      bySource.set(running, [...(bySource.get(running) ?? []), ...fresh]);
      return { accepted: fresh.length, duplicates: batch.length - fresh.length };
    },
    inbox: { root: inbox },
    keywords: () => ['停水', '电梯', '暖气'],
    log,
    now: () => NOW,
    allowPrivate: [farm.pair],
  });
});
afterAll(async () => {
  await crawling.close();
  await farm.close();
  rmSync(inbox, { recursive: true });
});

async function run(id: string): Promise<SourceRun> {
  running = id;
  for await (const one of crawling.runNow([id])) return one;
  throw new Error(`${id} did not run`);
}

/** What of an item the expectations speak of. */
function shown(item: RawItem) {
  const counts = Object.fromEntries(Object.entries(item.metrics).filter(([, value]) => value !== null));
  return {
    title: item.title,
    url: item.url?.replace(farm.origin, '') ?? null,
    author: item.author,
    time: item.publishedRaw,
    text: item.body.replace(/<[^>]*>/g, '').replace(/\s+/g, ''),
    ...(Object.keys(counts).length > 0 ? { counts } : {}),
    ...(item.reply ? { reply: item.reply } : {}),
  };
}

describe('the farm', () => {
  it('has every kind', () => {
    const kinds = new Set(parseCatalogue(catalogueText, 'farm').map(({ row }) => row.kind));
    expect([...kinds].sort()).toEqual([...SOURCE_KINDS].sort());
    expect(Object.keys(expected).sort()).toEqual(
      parseCatalogue(catalogueText, 'farm')
        .map(({ row }) => row.id)
        .sort(),
    );
  });

  it.each(Object.keys(expected))('%s gives what its pages hold, and nothing again', async (id) => {
    const { counts, items: wanted } = expected[id]!;
    const first = await run(id);
    expect(first).toMatchObject({ source: id, ...counts });
    expect(first.listed).toBe(first.accepted + first.duplicates + first.failed + first.skipped);
    const got = (bySource.get(id) ?? []).map(shown);
    expect(inOrder(got)).toEqual(inOrder(wanted));
    expect(await run(id)).toMatchObject({ accepted: 0 });
  });

  it('a search is asked for every word, near the place', () => {
    expect(farm.hits.filter((hit) => hit.startsWith('/so')).slice(0, 3)).toEqual([
      '/so?q=水城 停水',
      '/so?q=水城 电梯',
      '/so?q=水城 暖气',
    ]);
  });

  it('a row put in force while running is run as it is written now', async () => {
    const [entry] = parseCatalogue(catalogueText.replace('/feeds/rss.xml', '/feeds/atom.xml'), 'farm', {
      town: farm.origin,
      rsshub: farm.origin,
    });
    if (!entry) throw new TypeError('the farm has no sources');
    await crawling.put(entry);
    expect(await run('rss')).toMatchObject({ listed: 1, accepted: 1 });
    await crawling.put({ ...entry, row: { ...entry.row, id: 'extra' } });
    expect(crawling.sources).toContain('extra');
    expect(await run('extra')).toMatchObject({ accepted: 1 });
    await crawling.put({ ...entry, missing: 'town' });
    expect(() => crawling.runNow(['rss'])).toThrow('rss');
  });

  it('an old sitemap is not asked for', () => {
    expect(farm.hits).not.toContain('/map/old.xml');
  });
});

/** Pages are read in no certain order. */
function inOrder<Item extends { url?: unknown; text?: unknown }>(list: readonly Item[]): Item[] {
  const key = ({ url, text }: Item) => `${url} ${text}`;
  return [...list].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}
