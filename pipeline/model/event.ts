import { z } from 'zod';
import { instant } from './calendar.ts';
import { channel } from './channels.ts';
import { warningLevel } from './levels.ts';
import { metrics } from './raw-item-schema.ts';

/**
 * A happening: the posts that speak of one thing. Everything but `version` follows from its members alone, whatever the
 * order in which they came.
 */
export const event = z.object({
  /** Made of its earliest member, so an event that grows backwards changes its id; the old one goes on leading here. */
  eventId: z.string(),
  /** In the words of `titleDocId`. */
  title: z.string(),
  /** Topic of the gravest post. */
  topic: z.string(),
  /** Places of `placeDocId`. */
  district: z.string().nullable(),
  estate: z.string().nullable(),
  firstAt: instant,
  lastAt: instant,
  /** The earliest member; the smaller docId where two are of the same time. */
  firstDocId: z.string(),
  /** Members, copies included. */
  postCount: z.int().positive(),
  /** Members that are exact copies and not kept as posts. */
  copyCount: z.int().nonnegative(),
  sourceCount: z.int().positive(),
  /** Ids of the sources, sorted; as many as `sourceCount`. */
  sources: z.array(z.string()),
  /** The post with the highest score; the earlier one where two are level. */
  gravestDocId: z.string(),
  /** The post whose title says best what happened. */
  titleDocId: z.string(),
  /** The gravest of the posts that tell the place most exactly. */
  placeDocId: z.string(),
  /** Score and level of the gravest post, with points for spread; recomputable from the member posts. */
  score: z.number().min(0).max(100),
  level: warningLevel.nullable(),
  /** Most telling words of the gravest post, weight in (0,1], falling. */
  words: z.array(z.object({ word: z.string(), weight: z.number() })),
  /** Optimistic version: starts at 1, +1 with each write. */
  version: z.int().positive(),
});
export type Event = z.infer<typeof event>;

/** A post's place in an event. One post belongs to one event. */
export const membership = z.object({
  docId: z.string(),
  eventId: z.string(),
  /** Event time. */
  at: instant,
  /** The hour of posting is not known: the member belongs to no hour. */
  hourless: z.literal(true).optional(),
  /** The stored post that this one copies, wholly or nearly; null when it is an original. */
  copyOf: z.string().nullable(),
  /** Hash of the trace that it was placed by: another one means that the post has changed since. */
  trace: z.string(),
});
export type Membership = z.infer<typeof membership>;

/** What is kept of an exact copy from elsewhere: it spreads the event and is no post of its own. */
export const copy = z.object({
  docId: z.string(),
  rawId: z.string(),
  /** docId of the stored post with the same text. */
  original: z.string(),
  sourceId: z.string(),
  sourceName: z.string(),
  channel,
  url: z.string().nullable(),
  author: z.string().nullable(),
  /** Event time. */
  at: instant,
  hourless: z.literal(true).optional(),
  metrics,
});
export type Copy = z.infer<typeof copy>;
