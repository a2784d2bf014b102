import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { CrawlError, type CrawlReason } from '../crawl-reasons.ts';
import type { ExtractedPage } from './extract-page.ts';

/** Extraction that cannot hold up the process. */
export interface Extractor {
  /** As extractPage; throws CrawlError, `extract-timeout` when the page takes too long. */
  extract(html: string, url: string, fetchedAt: number, firstPage?: string): Promise<ExtractedPage>;
  close(): Promise<void>;
}

const answer = z.union([
  z.object({ id: z.int(), page: z.custom<ExtractedPage>((value) => typeof value === 'object' && value !== null) }),
  z.object({ id: z.int(), reason: z.string(), detail: z.string() }),
]);

interface Waiting {
  resolve(page: ExtractedPage): void;
  reject(error: Error): void;
  url: string;
}

/** One worker thread, one page at a time; a page over the limit costs the thread, which is started anew. */
export function createExtractor({ timeoutMs = 10_000, heapMb = 192 } = {}): Extractor {
  let worker: Worker | null = null;
  let current: (Waiting & { id: number }) | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let count = 0;

  function finish(act: (waiting: Waiting) => void): void {
    const waiting = current;
    current = null;
    if (waiting) act(waiting);
  }

  function start(): Worker {
    const fresh = new Worker(new URL('./extract-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 8 },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    fresh.unref();
    fresh.on('message', (message) => {
      const parsed = answer.parse(message);
      if (parsed.id !== current?.id) return;
      if ('page' in parsed) finish((waiting) => waiting.resolve(parsed.page));
      else finish((waiting) => waiting.reject(new CrawlError(reasonNamed(parsed.reason), parsed.detail)));
    });
    fresh.on('error', (cause) => {
      if (worker === fresh) worker = null;
      finish((waiting) => waiting.reject(new CrawlError('extract-timeout', `${waiting.url} 内存超限`, { cause })));
    });
    return fresh;
  }

  async function runOne(html: string, url: string, fetchedAt: number, firstPage?: string): Promise<ExtractedPage> {
    worker ??= start();
    const active = worker;
    const id = ++count;
    // While a page is in work the thread must keep the process alive, or its answer would never come.
    active.ref();
    const timer = setTimeout(() => {
      if (worker === active) worker = null;
      void active.terminate();
      finish((waiting) => waiting.reject(new CrawlError('extract-timeout', `${waiting.url} > ${timeoutMs} ms`)));
    }, timeoutMs);
    try {
      return await new Promise<ExtractedPage>((resolve, reject) => {
        current = { id, resolve, reject, url };
        active.postMessage({ id, html, url, fetchedAt, firstPage });
      });
    } finally {
      clearTimeout(timer);
      active.unref();
    }
  }

  return {
    extract(html, url, fetchedAt, firstPage) {
      const result = queue.then(() => runOne(html, url, fetchedAt, firstPage));
      queue = result.catch(() => undefined);
      return result;
    },
    async close() {
      await queue;
      const last = worker;
      worker = null;
      await last?.terminate();
    },
  };
}

/** What extraction itself may throw. */
const REASONS: readonly CrawlReason[] = ['too-large', 'too-deep'];

function reasonNamed(text: string): CrawlReason {
  return REASONS.find((reason) => reason === text) ?? 'internal-error';
}
