import type { SourceRun } from '../pipeline/model/source-status.ts';
import { type CrawlReason, isSkip } from './crawl-reasons.ts';

/** The counts of one run. `listed` is the sum of the others, so the books always balance. */
export interface RunTally {
  /** Addresses already dealt with in this run. */
  readonly seen: Set<string>;
  fetched(): void;
  /** Entries put into the queue; each must be settled by a success or a failure. */
  queued(count: number): void;
  settled(): void;
  /** Posts handed over; what is neither accepted nor a duplicate counts as failed. */
  took(count: number, answer: { accepted: number; duplicates: number }): void;
  /** Entries that ended without a post. */
  lost(reason: CrawlReason, count: number): void;
  /** Ends the run: whatever is still queued was stopped. */
  result(): SourceRun;
}

export function createTally(source: string): RunTally {
  const counts = { fetched: 0, accepted: 0, duplicates: 0, failed: 0, skipped: 0 };
  const reasons = new Map<CrawlReason, number>();
  let open = 0;

  function lost(reason: CrawlReason, count: number): void {
    if (count <= 0) return;
    if (isSkip(reason)) counts.skipped += count;
    else counts.failed += count;
    reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }

  return {
    seen: new Set(),
    fetched: () => {
      counts.fetched += 1;
    },
    queued: (count) => {
      open += count;
    },
    settled: () => {
      open -= 1;
    },
    took(count, { accepted, duplicates }) {
      counts.accepted += accepted;
      counts.duplicates += duplicates;
      lost('store-failed', count - accepted - duplicates);
    },
    lost,
    result() {
      lost('stopped', open);
      open = 0;
      const { fetched, accepted, duplicates, failed, skipped } = counts;
      const listed = accepted + duplicates + failed + skipped;
      return { source, listed, fetched, accepted, duplicates, failed, skipped, reasons: Object.fromEntries(reasons) };
    },
  };
}
