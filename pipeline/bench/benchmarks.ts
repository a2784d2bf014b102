import { alertsBench } from './alerts.ts';
import { analysisBench } from './analysis.ts';
import { backTestBench } from './back-test.ts';
import { busBench } from './bus.ts';
import { chainBench } from './chain.ts';
import { crawlBench } from './crawl.ts';
import { elasticBulkBench } from './elastic-bulk.ts';
import { eventsBench } from './events.ts';
import type { Benchmark } from './figure.ts';
import { importBench } from './import.ts';
import { memoryBench } from './memory.ts';
import { pagesBench } from './pages.ts';
import { postToNoticeBench } from './post-to-notice.ts';
import { queryBench } from './queries.ts';
import { rulesBench } from './rules.ts';
import { workersBench } from './workers.ts';

/** In the order in which they are measured. */
export const BENCHMARKS: readonly Benchmark[] = [
  analysisBench,
  workersBench,
  rulesBench,
  backTestBench,
  importBench,
  eventsBench,
  queryBench,
  pagesBench,
  crawlBench,
  busBench,
  elasticBulkBench,
  chainBench,
  alertsBench,
  postToNoticeBench,
  memoryBench,
];
