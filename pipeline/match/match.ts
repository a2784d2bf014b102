import type { RuleHit, RuleSet, Subject } from '../../rules/rule-set.ts';
import { shanghaiFields, toEpoch } from '../model/calendar.ts';
import type { Post } from '../model/post.ts';
import { type Segmenter, wordBoundaries } from '../segment/segmenter.ts';

/** A post cut into words once; every later step works on this. */
export interface SegmentedPost {
  post: Post;
  /** Folded; same lengths as the originals. */
  title: string;
  text: string;
  titleWords: readonly string[];
  textWords: readonly string[];
}

export function segmentPost(post: Post, segmenter: Segmenter, fold: (text: string) => string): SegmentedPost {
  const title = fold(post.title);
  const text = fold(post.text);
  return { post, title, text, titleWords: segmenter.cut(title), textWords: segmenter.cut(text) };
}

/** The rules' view of a post. Short fields are single words: names of sources and places are matched as they stand. */
export function toSubject(segmented: SegmentedPost, segmenter: Segmenter, fold: (text: string) => string): Subject {
  const { post } = segmented;
  const field = (value: string | null) => {
    const folded = fold(value ?? '');
    return { folded, boundary: wordBoundaries(folded, segmenter.cut(folded)) };
  };
  return {
    texts: {
      title: { folded: segmented.title, boundary: wordBoundaries(segmented.title, segmented.titleWords) },
      text: { folded: segmented.text, boundary: wordBoundaries(segmented.text, segmented.textWords) },
      author: field(post.author),
      source: field(post.sourceName),
      channel: field(post.channel),
      region: field(post.region),
    },
    numbers: numbersOf(post),
  };
}

/** Only what is known: a rule on an unknown number does not hold. Time of day and weekday in Asia/Shanghai. */
function numbersOf({ metrics, publishedAt }: Post): Record<string, number> {
  const known = Object.entries(metrics).filter((entry): entry is [string, number] => entry[1] !== null);
  if (publishedAt === null) return Object.fromEntries(known);
  const { hour, minute, weekday } = shanghaiFields(toEpoch(publishedAt));
  return { ...Object.fromEntries(known), minute: hour * 60 + minute, weekday: weekday === 0 ? 7 : weekday };
}

export function matchRules(subject: Subject, rules: RuleSet): readonly RuleHit[] {
  return rules.matcher.match(subject);
}
