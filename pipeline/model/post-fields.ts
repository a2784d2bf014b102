import { shanghaiFields, toEpoch } from './calendar.ts';
import type { Post } from './post.ts';

/** The texts of a post that rules and searches look at, by the name a rule set knows them under; '' where unknown. */
export function textsOf({ title, text, author, sourceName, channel, region }: Post) {
  return { title, text, author: author ?? '', source: sourceName, channel, region: region ?? '' };
}

export type PostTexts = ReturnType<typeof textsOf>;

/**
 * The numbers of a post that rules compare; null where unknown. `minute` is the time of day of publication in minutes
 * since midnight, null where only the day was told; `weekday` 1 for Monday … 7 for Sunday, both in Asia/Shanghai.
 */
export function numbersOf({ metrics, publishedAt, dayOnly }: Post) {
  const { reposts, comments, likes, reads } = metrics;
  if (publishedAt === null) return { reposts, comments, likes, reads, minute: null, weekday: null };
  const { hour, minute, weekday } = shanghaiFields(toEpoch(publishedAt));
  const timeOfDay = dayOnly === true ? null : hour * 60 + minute;
  return { reposts, comments, likes, reads, minute: timeOfDay, weekday: weekday === 0 ? 7 : weekday };
}

/** Whether the hour of posting is known: what comes without it belongs to no hour, and least of all to that of its collection. */
export function isHourKnown({ publishedAt, dayOnly }: Pick<Post, 'publishedAt' | 'dayOnly'>): boolean {
  return publishedAt !== null && dayOnly !== true;
}

/** When a post is placed among the members of an event, and whether that is no hour of posting. */
export function momentOf(post: Pick<Post, 'eventTime' | 'publishedAt' | 'dayOnly'>): { at: string; hourless?: true } {
  return isHourKnown(post) ? { at: post.eventTime } : { at: post.eventTime, hourless: true };
}

export type PostNumbers = ReturnType<typeof numbersOf>;
