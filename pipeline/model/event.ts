import { z } from 'zod';
import { instant } from './calendar.ts';
import { warningLevel } from './levels.ts';

/** A happening: the posts that speak of one thing. */
export const event = z.object({
  eventId: z.string(),
  /** Title of the gravest post. */
  title: z.string(),
  topic: z.string(),
  district: z.string().nullable(),
  estate: z.string().nullable(),
  firstAt: instant,
  lastAt: instant,
  postCount: z.int().positive(),
  sourceCount: z.int().positive(),
  /** Ids of the sources, sorted; as many as `sourceCount`. */
  sources: z.array(z.string()),
  /** The post with the highest score; the earlier one where two are level. */
  gravestDocId: z.string(),
  /** Score and level of the gravest post, with points for spread; recomputable from the member posts. */
  score: z.number().min(0).max(100),
  level: warningLevel.nullable(),
  /** Most telling words of the posts, weight in (0,1]; used to decide whether another post belongs. */
  words: z.array(z.object({ word: z.string(), weight: z.number() })),
  /** Optimistic version: starts at 1, +1 with each write. */
  version: z.int().positive(),
});
export type Event = z.infer<typeof event>;

/** A post's place in an event. One post belongs to one event. */
export const membership = z.object({ docId: z.string(), eventId: z.string(), at: instant });
export type Membership = z.infer<typeof membership>;
