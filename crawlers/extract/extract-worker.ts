import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { CrawlError, reasonOf } from '../crawl-reasons.ts';
import { extractPage } from './extract-page.ts';

const task = z.object({
  id: z.int(),
  html: z.string(),
  url: z.string(),
  fetchedAt: z.number(),
  firstPage: z.string().optional(),
});

/** The thread behind createExtractor: one page in, one answer out. */
parentPort?.on('message', (message) => {
  const { id, html, url, fetchedAt, firstPage } = task.parse(message);
  try {
    parentPort?.postMessage({ id, page: extractPage(html, url, { fetchedAt, ...(firstPage ? { firstPage } : {}) }) });
  } catch (error) {
    const detail = error instanceof CrawlError ? error.detail : String(error);
    parentPort?.postMessage({ id, reason: reasonOf(error), detail });
  }
});
