import { z } from 'zod';
import { instant } from './calendar.ts';
import { metrics } from './raw-item-schema.ts';

/** One look at a post's page; counts that the page does not show are null. */
export const observation = z.object({ at: instant, metrics });
export type Observation = z.infer<typeof observation>;

/** A post as the system kept it (masked) until a later version took its place; the last one is the present one. */
export const postVersion = z.object({ rawId: z.string(), seenAt: instant, title: z.string(), text: z.string() });
export type PostVersion = z.infer<typeof postVersion>;

/** State row of kind `post-watch` by docId: what became of a post that raised an alert. */
export const postWatch = z.object({
  docId: z.string(),
  sourceId: z.string(),
  url: z.string(),
  /** When its alert was raised. */
  since: instant,
  /** Null once it is not looked at any more. */
  nextAt: instant.nullable(),
  /** Between the last look and the next, minutes. */
  waitMinutes: z.number(),
  /** Oldest first. */
  observations: z.array(observation),
  /** Oldest first, at least one. */
  versions: z.array(postVersion),
  /** Looks in a row at which it was not there. */
  missing: z.int(),
  /** When it was first found to be gone; null while it is there. */
  removedAt: instant.nullable(),
  /** Why, in the words of the sources page; null while it is there. */
  removedBecause: z.string().nullable(),
  /** Why the last look failed; null when it did not. */
  problem: z.string().nullable(),
});
export type PostWatch = z.infer<typeof postWatch>;
