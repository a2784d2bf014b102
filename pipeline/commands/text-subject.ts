import type { RuleSet, Subject } from '../../rules/rule-set.ts';
import { barePost } from '../match/bare-post.ts';
import { createSubjectMaker, segmentPost } from '../match/match.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';

/** Title and text → what rules look at, cut as posts are. */
export function createToSubject(rulesDir: string, fold: RuleSet['fold']) {
  const segmenter = segmenterOf(rulesDir);
  const toSubject = createSubjectMaker(segmenter, fold);
  return ({ title = '', text = '' }: { title?: string; text?: string }): Subject =>
    toSubject(segmentPost(barePost(title, text), segmenter, fold));
}
