import { shanghaiFields, toEpoch } from './calendar.ts';
import type { Post } from './post.ts';

/** The texts of a post that rules and searches look at, by the name a rule set knows them under; '' where unknown. */
export function textsOf({ title, text, author, sourceName, channel, region }: Post) {
  return { title, text, author: author ?? '', source: sourceName, channel, region: region ?? '' };
}

export type PostTexts = ReturnType<typeof textsOf>;

/**
 * The numbers of a post that rules compare; null where unknown. `minute` is the time of day of publication in minutes
 * since midnight, `weekday` 1 for Monday … 7 for Sunday, both in Asia/Shanghai.
 */
export function numbersOf({ metrics, publishedAt }: Post) {
  const { reposts, comments, likes, reads } = metrics;
  if (publishedAt === null) return { reposts, comments, likes, reads, minute: null, weekday: null };
  const { hour, minute, weekday } = shanghaiFields(toEpoch(publishedAt));
  return { reposts, comments, likes, reads, minute: hour * 60 + minute, weekday: weekday === 0 ? 7 : weekday };
}

export type PostNumbers = ReturnType<typeof numbersOf>;
