import { z } from 'zod';
import { instant } from './calendar.ts';
import { rawItem } from './raw-item-schema.ts';

/**
 * A post as the system keeps it: text plain, times resolved, personal data masked.
 * Offsets elsewhere (`start`, `end`) are UTF-16 offsets into `title` and `text` of this object.
 */
export const post = rawItem
  .pick({
    rawId: true,
    docId: true,
    sourceId: true,
    sourceName: true,
    channel: true,
    url: true,
    title: true,
    region: true,
    fetchedAt: true,
    metrics: true,
    official: true,
  })
  .extend({
    text: z.string(),
    /** Keyed hash of the author's handle (HMAC-SHA256, shortened), never the handle itself; null = unknown. */
    author: z.string().nullable(),
    publishedAt: instant.nullable(),
    /** Why `publishedAt` is null; null when it is not. */
    publishedAtProblem: z.string().nullable(),
    /** Only the day of `publishedAt` was told: its time of day is no hour of posting. */
    dayOnly: z.literal(true).optional(),
    /** Event time: `publishedAt`, or `fetchedAt` where that is unknown. Windows and sorting run on it. */
    eventTime: instant,
    /** SHA-256 of folded title and text without white space: equal hashes are exact duplicates. */
    contentHash: z.string(),
    /** Kinds of personal data that were masked, sorted: `phone`, `id-card`, `plate`, … */
    masked: z.array(z.string()),
  });
export type Post = z.infer<typeof post>;
