import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { crawlSections, openBenchSite } from '../../pipeline/bench/crawl.ts';

/**
 * Crawls 20,000 pages of a loopback site in one process and watches the heap that is left after a collection:
 * `npm run soak`. Exits with 1 when the last third holds notably more than the middle one.
 */
const SECTIONS = 5;
const PAGES_A_SECTION = 4_000;
const A_SAMPLE = 1_000;
/** Growth from the middle third to the last; what crawling must keep (visited marks, statistics) is far below. */
const MOST_GROWTH_MB = 20;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

const site = await openBenchSite(PAGES_A_SECTION);
const samples: number[] = [];
let posts = 0;
await crawlSections(site.origin, SECTIONS, (count) => {
  posts += count;
  if (posts % A_SAMPLE !== 0) return;
  if (typeof collect === 'function') collect();
  const { heapUsed, rss } = process.memoryUsage();
  samples.push(heapUsed / 2 ** 20);
  console.log(`${posts} 页　堆 ${(heapUsed / 2 ** 20).toFixed(0)} MB　常驻 ${(rss / 2 ** 20).toFixed(0)} MB`);
});
await site.close();

const third = Math.floor(samples.length / 3);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const growth = mean(samples.slice(-third)) - mean(samples.slice(third, 2 * third));
console.log(`${posts} 页；后三分之一比中间三分之一多 ${growth.toFixed(1)} MB（上限 ${MOST_GROWTH_MB} MB）`);
process.exitCode = posts === SECTIONS * PAGES_A_SECTION && growth <= MOST_GROWTH_MB ? 0 : 1;
