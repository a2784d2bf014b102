import type { FieldText, RuleHit, RuleSet, Subject } from '../../rules/rule-set.ts';
import type { Post } from '../model/post.ts';
import { numbersOf, type PostTexts, textsOf } from '../model/post-fields.ts';
import { oneWord, type Segmenter } from '../segment/segmenter.ts';

/** A post as rules see it, its fields with whatever else was read from them. */
export interface PostReading<Field extends FieldText = FieldText> extends Subject {
  readonly texts: Readonly<Record<keyof PostTexts, Field>>;
}

export interface PostReaderDeps<Field extends FieldText> {
  segmenter: Segmenter;
  fold(text: string): string;
  /** Makes a field of a folded text and where its words begin, as {@link Segmenter.boundaries} tells. */
  toField(folded: string, boundary: Uint8Array): Field;
}

const FIELDS_KEPT = 1_000;

/**
 * Reads posts for the rules. Sources, channels and regions are few: their fields are kept. The author is a pseudonym,
 * one word.
 */
export function createPostReader<Field extends FieldText>({ segmenter, fold, toField }: PostReaderDeps<Field>) {
  const kept = new Map<string, Field>();

  function read(text: string): Field {
    const folded = fold(text);
    return toField(folded, segmenter.boundaries(folded));
  }

  function shortField(text: string): Field {
    const known = kept.get(text);
    if (known) return known;
    const field = read(text);
    if (kept.size >= FIELDS_KEPT) kept.clear();
    kept.set(text, field);
    return field;
  }

  return function readPost(post: Post): PostReading<Field> {
    const { title, text, author, source, channel, region } = textsOf(post);
    return {
      texts: {
        title: read(title),
        text: read(text),
        author: toField(author, oneWord(author)),
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
  const known: Record<string, number> = {};
  for (const [name, value] of Object.entries(numbersOf(post))) if (value !== null) known[name] = value;
  return known;
}

/** A post as rules see it, and nothing more; a stored one as at its arrival. */
export function createSubjectReader(segmenter: Segmenter, fold: (text: string) => string): (post: Post) => Subject {
  return createPostReader({ segmenter, fold, toField: (folded, boundary) => ({ folded, boundary }) });
}

export function matchRules(subject: Subject, rules: RuleSet): readonly RuleHit[] {
  return rules.matcher.match(subject);
}
