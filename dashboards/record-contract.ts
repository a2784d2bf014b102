import { z } from 'zod';
import { auditRow } from '../pipeline/model/audit.ts';
import { keptBurst } from '../pipeline/model/burst.ts';
import { instant } from '../pipeline/model/calendar.ts';
import { channel } from '../pipeline/model/channels.ts';
import { copy, event } from '../pipeline/model/event.ts';
import { heat } from '../pipeline/model/heat.ts';
import { warningLevel } from '../pipeline/model/levels.ts';
import { notice } from '../pipeline/model/notice.ts';
import { postWatch } from '../pipeline/model/post-watch.ts';
import { response } from '../pipeline/model/response.ts';
import { risk } from '../pipeline/model/verdict.ts';
import { alertView, caseLink, foundPost } from './alert-contract.ts';
import { arrangementReason, count, cursor, flag, limit, listOf, pageOf, time, word } from './contract-parts.ts';

/** Events, posts and what stands out among them; see contract.ts for what holds of all of the API. */

/** GET /api/events */
export const eventsQuery = z.strictObject({
  topic: word,
  level: listOf(warningLevel).optional(),
  from: time,
  to: time,
  cursor,
  limit,
});
export type EventsQuery = z.input<typeof eventsQuery>;
export const eventPage = pageOf(event);
export type EventPage = z.infer<typeof eventPage>;

/** `copyOf`: the docId of the stored post that this one says again nearly word for word; null where it speaks for itself. */
export const eventPost = foundPost.extend({ copyOf: z.string().nullable() });
export type EventPost = z.infer<typeof eventPost>;

/** GET /api/events/:id; `posts`: how many of the newest are listed. */
export const eventQuery = z.strictObject({ posts: z.coerce.number().int().min(1).max(500).default(500) });
/** Posts newest first; audit in order. */
export const eventDetail = z.object({
  event,
  posts: z.array(eventPost),
  /** The gravest, the first and those that raised alerts, where they are not among the posts above. */
  cited: z.array(foundPost),
  /** All posts with their exact copies, by hour or, of a long event, by day; empty buckets left out. */
  curve: z.array(z.object({ from: instant, count })),
  /** Exact copies of the posts above, earliest first; empty where the event has more than 1,000. */
  copies: z.array(copy),
  /** The event's score worked out from its gravest post by the rules in force, which may be newer than what was stored. */
  risk: risk.nullable(),
  alerts: z.array(alertView),
  notices: z.array(notice),
  responses: z.array(response),
  audit: z.array(auditRow),
  cases: z.array(caseLink),
  /** What became of the posts that raised alerts: counts, edits, removal. */
  watches: z.array(postWatch),
  /** Of the newest 500 posts and their copies, now; null where the rules have no heat.yaml. */
  heat: heat.nullable(),
  /** Hours with far more posts than usual for the event, latest first. */
  bursts: z.array(keptBurst),
  serverTime: instant,
});
export type EventDetail = z.infer<typeof eventDetail>;

/** POST /api/events/:id/actions. 409 `refused` with a sentence when it cannot be applied. */
export const eventActionRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('merge'), otherEventId: z.string().min(1), reason: arrangementReason() }),
  z.strictObject({
    kind: z.literal('split'),
    docIds: z.array(z.string().min(1)).min(1).max(500),
    reason: arrangementReason(),
  }),
]);
export type EventActionRequest = z.input<typeof eventActionRequest>;
/** 200: done, `event` is the id that the event asked for leads to now; 202: accepted and durable, still on its way. */
export const eventActionAnswer = z.object({
  state: z.enum(['applied', 'pending']),
  actionId: z.string(),
  event: event.nullable(),
});
export type EventActionAnswer = z.infer<typeof eventActionAnswer>;

/** POST /api/posts/:id/original: the text before masking; who asked and why is on the audit log. */
export const originalRequest = z.strictObject({ reason: arrangementReason() });
export const originalAnswer = z.object({ title: z.string(), text: z.string() });

export type Burst = z.infer<typeof keptBurst>;
export type BurstWithAlerts = z.infer<typeof burstWithAlerts>;
/** GET /api/bursts, latest first, at most 200. `subject`: a topic, or the id of an event. */
export const burstsQuery = z.strictObject({ subject: word });
export const burstWithAlerts = keptBurst.extend({
  /** Alerts of the event, for bursts of the last 24 hours; empty for older ones and for topics. */
  alertIds: z.array(z.string()),
});
export const burstsAnswer = z.object({ items: z.array(burstWithAlerts), total: count, serverTime: instant });

/** GET /api/words: words that stand in more posts of [from, to) than in the four times as long time before it. */
export const wordsQuery = z.strictObject({ from: instant, to: instant, topic: word });
export type WordsQuery = z.input<typeof wordsQuery>;
export const wordsAnswer = z.object({
  items: z.array(
    z.object({
      word: z.string(),
      posts: count,
      share: z.number(),
      usualShare: z.number(),
      /** Dunning's G². */
      strength: z.number(),
      isNew: z.boolean(),
    }),
  ),
  posts: count,
  /** Without enough posts before, words are ranked by how often they stand. */
  baseline: z.object({ from: instant, posts: count, enough: z.boolean() }),
  serverTime: instant,
});
export type WordsAnswer = z.infer<typeof wordsAnswer>;

/** GET /api/posts; [from, to) applies to `eventTime`. `q`: words apart are all required, "…" or “…” keeps blanks. */
export const postsQuery = z.strictObject({
  q: word,
  topic: word,
  level: listOf(warningLevel).optional(),
  district: word,
  source: word,
  channel: channel.optional(),
  domain: flag.optional(),
  event: word,
  rule: word,
  from: time,
  to: time,
  cursor,
  limit,
});
export type PostsQuery = z.input<typeof postsQuery>;
const place = z.object({ start: count, end: count });
/** `sought`: where what was looked for stands, disguised too; UTF-16 offsets, end exclusive. */
export const searchedPost = foundPost.extend({ sought: z.object({ title: z.array(place), text: z.array(place) }) });
export type SearchedPost = z.infer<typeof searchedPost>;
/** `terms`: what was looked for. */
export const postPage = pageOf(searchedPost).extend({ terms: z.array(z.string()) });
export type PostPage = z.infer<typeof postPage>;

/** GET /api/posts/:id */
export const postDetail = foundPost.extend({ serverTime: instant });
export type PostDetail = z.infer<typeof postDetail>;
