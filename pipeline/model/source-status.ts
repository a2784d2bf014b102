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

/** What is wrong with a source although it runs; the names are those of the notices about it. */
export const SOURCE_FINDINGS = ['source-silent', 'source-drifting', 'source-down'] as const;

export const sourceFinding = z.object({
  kind: z.enum(SOURCE_FINDINGS),
  /** Figures and what to do, in Chinese. */
  words: z.string(),
});
export type SourceFinding = z.infer<typeof sourceFinding>;

/** A source judged by its own past. */
export const sourceHealth = z.object({
  /** Posts taken within the last 24 hours. */
  seen: z.int().nonnegative(),
  /** Median of the same 24 hours of earlier weeks or days; null while the past is too short. */
  usual: z.number().nullable(),
  findings: z.array(sourceFinding),
  /** Failures of the last seven days, most frequent first. */
  errors: z.array(z.object({ reason: z.string(), words: z.string(), count: z.int() })),
});
export type SourceHealth = z.infer<typeof sourceHealth>;

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
  /** `retired`: taken out of service; its posts stay. */
  state: z.enum(['never-run', 'ok', 'failing', 'off', 'retired']),
  /** Why it fails, in Chinese; null when it does not. */
  reason: z.string().nullable(),
  lastRunAt: instant.nullable(),
  lastSuccessAt: instant.nullable(),
  lastRun: sourceRun.nullable(),
  /** Absent until a run has ended. */
  health: sourceHealth.optional(),
});
export type SourceStatus = z.infer<typeof sourceStatus>;
