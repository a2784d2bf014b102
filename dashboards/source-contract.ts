import { z } from 'zod';
import { instant } from '../pipeline/model/calendar.ts';
import { channel } from '../pipeline/model/channels.ts';
import { sourceStatus } from '../pipeline/model/source-status.ts';

/** Sources, and posts that other systems push; see contract.ts for what holds of all of the API. */

/** GET /api/sources, in the order of the names. `mayRun`: the account may start one now. */
export const sourceList = z.object({
  items: z.array(sourceStatus),
  mayRun: z.boolean(),
  /** The account may switch sources on and off and change them. */
  mayEdit: z.boolean(),
  serverTime: instant,
});
export type SourceList = z.infer<typeof sourceList>;
/** POST /api/sources/:id/run → 202 */
export const sourceRunStarted = z.object({ sourceId: z.string(), state: z.enum(['started', 'running']) });
export type SourceRunStarted = z.infer<typeof sourceRunStarted>;

/** GET /api/sources/:id/row: the source as it is written, in YAML. */
export const sourceRow = z.object({
  sourceId: z.string(),
  text: z.string(),
  /** Whether the shipped catalogue has it, and whether somebody changed it since. */
  shipped: z.boolean(),
  changed: z.boolean(),
  enabled: z.boolean(),
  retired: z.boolean(),
});
export type SourceRow = z.infer<typeof sourceRow>;
/** POST /api/sources/:id/enabled */
export const sourceSwitch = z.strictObject({ enabled: z.boolean() });
/** POST /api/sources/:id/retired: out of service or back. */
export const sourceRetirement = z.strictObject({
  retired: z.boolean(),
  reason: z.string().trim().min(1, '请写明理由').max(500, '理由不超过 500 个字'),
});
/** POST /api/sources: a whole row, of a new source or of a known one. */
export const sourceDraft = z.strictObject({ text: z.string().min(1, '请写出这个来源').max(20_000, '内容过长') });
/** `sourceId` is null when there are issues; nothing was changed then. */
export const sourceSaved = z.object({
  sourceId: z.string().nullable(),
  issues: z.array(z.object({ where: z.string(), message: z.string(), hint: z.string().nullable() })),
});
export type SourceSaved = z.infer<typeof sourceSaved>;

/** One post of another system. With `id` the post is named by it, so that the same sent again is the same post. */
export const pushedItem = z.strictObject({
  id: z.string().trim().min(1).max(200).optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  title: z.string().max(500).default(''),
  text: z.string().max(100_000).default(''),
  format: z.enum(['text', 'html']).default('text'),
  author: z.string().max(200).nullable().default(null),
  /** As the other system has it: ISO 8601, 2019-04-25 09:32, 3小时前. Null or absent: not known. */
  publishedAt: z.string().max(100).nullable().default(null),
  /** Name of the place it was published in; default the sending system's. */
  source: z.string().trim().min(1).max(100).optional(),
  channel: channel.default('other'),
  region: z.string().max(100).nullable().default(null),
  official: z.boolean().default(false),
  metrics: z.partialRecord(z.enum(['reposts', 'comments', 'likes', 'reads']), z.int().nonnegative()).default({}),
  reply: z
    .strictObject({
      text: z.string().min(1).max(100_000),
      by: z.string().max(200).nullable().default(null),
      at: z.string().max(100).nullable().default(null),
    })
    .nullable()
    .default(null),
});
export type PushedItem = z.infer<typeof pushedItem>;
/** Most posts of one request. */
export const MOST_PUSHED = 500;
/**
 * POST /api/push, `Authorization: Bearer <token>`. Each item is judged by itself: one that is wrong costs the others
 * nothing, so their shape is checked one by one.
 */
export const pushRequest = z.strictObject({
  items: z.array(z.unknown()).min(1, '没有条目').max(MOST_PUSHED, `一次最多 ${MOST_PUSHED} 条`),
});
export const pushResult = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.int(),
  /** In the order of the request; `index` from 0. */
  results: z.array(
    z.object({
      index: z.int(),
      status: z.enum(['accepted', 'duplicate', 'rejected']),
      docId: z.string().nullable(),
      /** Why it was rejected, Chinese; null otherwise. */
      reason: z.string().nullable(),
    }),
  ),
});
export type PushResult = z.infer<typeof pushResult>;
