import { toShanghai } from '../model/calendar.ts';
import type { Copy } from '../model/event.ts';
import type { Post } from '../model/post.ts';
import type { PostFilter, Queries } from '../store/queries.ts';
import type { Store } from '../store/store.ts';
import type { HourCount } from './burst.ts';
import { everyHour, HOUR_MS } from './every-hour.ts';

/** How much is posted of something hour by hour, and by how many. */
export interface Spread {
  /** Hours of [from, to) in epoch ms, rising, without gaps. */
  hours(from: number, to: number): Promise<HourCount[]>;
  /**
   * Voices of an hour: its distinct authors. A post whose author is not known is a voice of its own; of its exact copies
   * with unknown authors each source is one. Of very many posts some are looked at, which gives fewer voices than there are.
   */
  voices(hour: HourCount): Promise<number>;
}

export type SpreadFilter = Pick<PostFilter, 'eventId' | 'topic' | 'district'>;
type SpreadQueries = Pick<Queries, 'countPosts' | 'findPosts' | 'countMembers' | 'someMembers'>;
type SpreadStore = Pick<Store, 'posts' | 'copies'>;

/** Of an hour so many posts are looked at: far more voices than any usual hour has. */
const MOST_LOOKED_AT = 1_000;
const PAGE = 200;

/**
 * Of an event, or of everything: posts and exact copies, since the same words from many are what a flood is. Of a topic or a
 * district: posts alone, for there the matter is how many things are told; a flood of one text is a burst of its event.
 * What does not tell its hour of posting counts in none: it would make bursts of the hours in which we read.
 */
export function spreadOf(of: SpreadFilter, queries: SpreadQueries, store: SpreadStore): Spread {
  const { eventId, topic, district } = of;
  const isOfMembers = eventId !== undefined || (topic === undefined && district === undefined);
  return isOfMembers
    ? spreadOfMembers(eventId === undefined ? {} : { eventId }, queries, store)
    : spreadOfPosts({ ...of, domain: true, hourKnown: true }, queries);
}

function spreadOfMembers(of: Pick<SpreadFilter, 'eventId'>, queries: SpreadQueries, store: SpreadStore): Spread {
  return {
    hours: async (from, to) => everyHour(await queries.countMembers({ ...of, ...range(from, to) }), from, to),
    async voices({ at }) {
      const docIds = await queries.someMembers({ ...of, ...range(at, at + HOUR_MS) }, MOST_LOOKED_AT);
      const posts = await store.posts(docIds);
      const copies = await store.copies(docIds.filter((docId) => !posts.has(docId)));
      return new Set([
        ...[...posts.values()].map(({ post }) => voiceOf(post)),
        ...[...copies.values()].map(voiceOfCopy),
      ]).size;
    },
  };
}

function spreadOfPosts(filter: PostFilter, queries: SpreadQueries): Spread {
  return {
    hours: async (from, to) => everyHour(await queries.countPosts({ ...filter, ...range(from, to) }, 'hour'), from, to),
    async voices({ at }) {
      const voices = new Set<string>();
      let seen = 0;
      let cursor: string | undefined;
      do {
        const page = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
        const found = await queries.findPosts({ ...filter, ...range(at, at + HOUR_MS) }, page);
        for (const { post } of found.items) voices.add(voiceOf(post));
        seen += found.items.length;
        cursor = found.next;
      } while (cursor !== undefined && seen < MOST_LOOKED_AT);
      return voices.size;
    },
  };
}

function range(from: number, to: number): { from: string; to: string } {
  return { from: toShanghai(from), to: toShanghai(to) };
}

function voiceOf({ author, docId }: Pick<Post, 'author' | 'docId'>): string {
  return author === null ? `post:${docId}` : `author:${author}`;
}

function voiceOfCopy({ author, sourceId, original }: Copy): string {
  return author === null ? `source:${sourceId}:${original}` : `author:${author}`;
}

/** Counts voices once for as long as nothing more is posted in the hour. */
export function remembering(known: Map<string, number>, key: string, { hours, voices }: Spread): Spread {
  return {
    hours,
    async voices(hour) {
      const id = JSON.stringify([key, hour.at, hour.count]);
      const before = known.get(id);
      if (before !== undefined) return before;
      const found = await voices(hour);
      known.set(id, found);
      return found;
    },
  };
}
