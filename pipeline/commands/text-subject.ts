import type { RuleSet, Subject } from '../../rules/rule-set.ts';
import { barePost } from '../match/bare-post.ts';
import { createSubjectReader } from '../match/match.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';

/** Title and text → what rules look at, cut as posts are. */
export function createToSubject(rulesDir: string, fold: RuleSet['fold']) {
  const toSubject = createSubjectReader(segmenterOf(rulesDir), fold);
  return ({ title = '', text = '' }: { title?: string; text?: string }): Subject => toSubject(barePost(title, text));
}
