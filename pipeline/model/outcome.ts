import { z } from 'zod';
import { instant } from './calendar.ts';

/** Why a post is not kept. Closed: a new reason is added here, with its word for pages. */
export const DROP_REASONS = {
  'empty-text': '正文为空',
  'too-long': '正文超出长度上限',
  'outside-period': '发布时间早于保留期',
} as const;
export type DropReason = keyof typeof DROP_REASONS;

/**
 * Where one accepted raw item ended. Every accepted item has exactly one (conservation):
 * indexed · duplicate of another post · dropped with a reason · dead-lettered with a reason.
 */
export const outcome = z.object({
  rawId: z.string(),
  docId: z.string(),
  sourceId: z.string(),
  kind: z.enum(['indexed', 'duplicate', 'dropped', 'dead']),
  /** docId of the post this one repeats, for `duplicate`; otherwise null. */
  duplicateOf: z.string().nullable(),
  /** A key of {@link DROP_REASONS} for `dropped`, free words for `dead`; otherwise null. */
  reason: z.string().nullable(),
  at: instant,
});
export type Outcome = z.infer<typeof outcome>;
