import { z } from 'zod';
import { instant } from './calendar.ts';
import { channel } from './channels.ts';

/** Counts of one run of a source. Every item listed ends in exactly one of the other counts. */
export const sourceRun = z.object({
  source: z.string(),
  listed: z.int().nonnegative(),
  fetched: z.int().nonnegative(),
  accepted: z.int().nonnegative(),
  duplicates: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
  /** Reason → how often, for failed and skipped. */
  reasons: z.record(z.string(), z.int()),
});
export type SourceRun = z.infer<typeof sourceRun>;

/** State row of kind `source`, one per catalogue entry: what the sources page shows. */
export const sourceStatus = z.object({
  sourceId: z.string(),
  name: z.string(),
  kind: z.string(),
  channel,
  addresses: z.array(z.string()),
  /** False while nobody has seen the address work. */
  verified: z.boolean(),
  enabled: z.boolean(),
  /** Cron expression, Asia/Shanghai. */
  schedule: z.string(),
  state: z.enum(['never-run', 'ok', 'failing', 'off']),
  /** Why it fails, in Chinese; null when it does not. */
  reason: z.string().nullable(),
  lastRunAt: instant.nullable(),
  lastSuccessAt: instant.nullable(),
  lastRun: sourceRun.nullable(),
});
export type SourceStatus = z.infer<typeof sourceStatus>;
