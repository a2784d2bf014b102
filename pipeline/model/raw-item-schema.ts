import { z } from 'zod';
import { instant } from './calendar.ts';
import { channel } from './channels.ts';

// Apart from raw-item.ts, so that the browser can read the shapes without the hashing of the ids (node:crypto).

/** Interaction counts as the page showed them; null where the page shows none. */
export const metrics = z.object({
  reposts: z.int().nonnegative().nullable(),
  comments: z.int().nonnegative().nullable(),
  likes: z.int().nonnegative().nullable(),
  reads: z.int().nonnegative().nullable(),
});
export type Metrics = z.infer<typeof metrics>;
export const NO_METRICS: Metrics = { reposts: null, comments: null, likes: null, reads: null };

/** An official answer that came with the item (leaders' message board, hotline export). */
export const officialReply = z.object({
  text: z.string(),
  by: z.string().nullable(),
  /** Time as printed by the source; parsed later against `fetchedAt`. */
  atRaw: z.string().nullable(),
});

/**
 * One item as a source gave it, before any judgement. Text is untouched apart from character decoding.
 */
export const rawItem = z.object({
  rawId: z.string(),
  docId: z.string(),
  sourceId: z.string().min(1),
  sourceName: z.string().min(1),
  channel,
  url: z.string().nullable(),
  title: z.string(),
  body: z.string(),
  format: z.enum(['text', 'html']),
  author: z.string().nullable(),
  /** Place the source itself names (forum section, addressed city), not one found in the text. */
  region: z.string().nullable(),
  /** Published time as printed by the source, e.g. `3小时前`; null where none was found. */
  publishedRaw: z.string().nullable(),
  fetchedAt: instant,
  metrics,
  /** True when a public body itself is the author: news of its own, a statement, a reply. */
  official: z.boolean(),
  reply: officialReply.nullable(),
});
export type RawItem = z.infer<typeof rawItem>;
