import type { RuleSet } from '../../rules/rule-set.ts';
import { createAnalysers, routeOf } from '../analyser.ts';
import type { Post } from '../model/post.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Segmenter } from '../segment/segmenter.ts';
import type { AnalysedPost } from '../store/store.ts';

export interface JudgedPair {
  post: Post;
  earlier: Verdict;
  later: Verdict;
}

/**
 * Judges stored posts by two sets, in their order, with one reading for both. The stored verdict stands where it was made
 * by one of the sets, and for `before` where that is null. With `waysOnly` the sets differ in the routing alone: a stored
 * verdict is then only sent another way.
 */
export function createJudgePair(
  before: RuleSet | null,
  after: RuleSet,
  { segmenter, waysOnly }: { segmenter: Segmenter; waysOnly: boolean },
): (stored: readonly AnalysedPost[]) => JudgedPair[] {
  const both = before === null ? null : createAnalysers([before, after], segmenter);
  const next = createAnalysers([after], segmenter);

  function known({ post, verdict }: AnalysedPost): JudgedPair | null {
    if (before !== null && verdict.rulesVersion !== before.version) return null;
    if (verdict.rulesVersion === after.version) return { post, earlier: verdict, later: verdict };
    if (!waysOnly) return null;
    return {
      post,
      earlier: verdict,
      later: { ...verdict, rulesVersion: after.version, route: routeOf(post, verdict, after) },
    };
  }

  return (stored) => {
    const pairs = new Map<AnalysedPost, JudgedPair>();
    const ofLater: AnalysedPost[] = [];
    const ofBoth: AnalysedPost[] = [];
    for (const one of stored) {
      const pair = known(one);
      if (pair !== null) pairs.set(one, pair);
      else if (before === null || one.verdict.rulesVersion === before.version) ofLater.push(one);
      else ofBoth.push(one);
    }
    next.analyseAll(ofLater.map(({ post }) => post)).forEach(([later], index) => {
      const one = ofLater[index];
      if (one !== undefined && later !== undefined) {
        pairs.set(one, { post: one.post, earlier: one.verdict, later: later.verdict });
      }
    });
    both?.analyseAll(ofBoth.map(({ post }) => post)).forEach(([earlier, later], index) => {
      const one = ofBoth[index];
      if (one !== undefined && earlier !== undefined && later !== undefined) {
        pairs.set(one, { post: one.post, earlier: earlier.verdict, later: later.verdict });
      }
    });
    return stored.flatMap((one) => pairs.get(one) ?? []);
  };
}
