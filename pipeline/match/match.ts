import type { FieldText, RuleHit, RuleSet, Subject } from '../../rules/rule-set.ts';
import type { Post } from '../model/post.ts';
import { numbersOf, textsOf } from '../model/post-fields.ts';
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

const FIELDS_KEPT = 1_000;

/**
 * Makes the rules' view of a post. Sources, channels and regions are few: their cuts are kept. The author is a
 * pseudonym, one word.
 */
export function createSubjectMaker(segmenter: Segmenter, fold: (text: string) => string) {
  const cuts = new Map<string, FieldText>();

  function shortField(text: string): FieldText {
    const known = cuts.get(text);
    if (known) return known;
    const folded = fold(text);
    const cut = { folded, boundary: wordBoundaries(folded, segmenter.cut(folded)) };
    if (cuts.size >= FIELDS_KEPT) cuts.clear();
    cuts.set(text, cut);
    return cut;
  }

  return function toSubject({ post, title, text, titleWords, textWords }: SegmentedPost): Subject {
    const { author, source, channel, region } = textsOf(post);
    return {
      texts: {
        title: { folded: title, boundary: wordBoundaries(title, titleWords) },
        text: { folded: text, boundary: wordBoundaries(text, textWords) },
        author: { folded: author, boundary: wordBoundaries(author, [author]) },
        source: shortField(source),
        channel: shortField(channel),
        region: shortField(region),
      },
      numbers: knownNumbers(post),
    };
  };
}

/** Only what is known: a rule on an unknown number does not hold. */
function knownNumbers(post: Post): Record<string, number> {
  const numbers = Object.entries(numbersOf(post));
  return Object.fromEntries(numbers.filter((entry): entry is [string, number] => entry[1] !== null));
}

/** A stored post as rules see it, cut into words as at its arrival. */
export function createSubjectReader(segmenter: Segmenter, fold: (text: string) => string): (post: Post) => Subject {
  const toSubject = createSubjectMaker(segmenter, fold);
  return (post) => toSubject(segmentPost(post, segmenter, fold));
}

export function matchRules(subject: Subject, rules: RuleSet): readonly RuleHit[] {
  return rules.matcher.match(subject);
}
