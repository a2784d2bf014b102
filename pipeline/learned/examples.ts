import type { RuleSet } from '../../rules/rule-set.ts';
import { createPostReader, matchRules } from '../match/match.ts';
import type { Feedback } from '../model/feedback.ts';
import type { Post } from '../model/post.ts';
import type { FeedbackBook } from '../rulebook/feedback-book.ts';
import { judgeDomain } from '../score/domain.ts';
import { type Segmenter, wordsOf } from '../segment/segmenter.ts';
import type { Store } from '../store/store.ts';
import type { Example } from './train.ts';
import { featuresOf } from './walk-words.ts';

/** A judged post as training sees it; what the rules say of it is worked out anew, by the rules given. */
export function createExampleMaker(rules: RuleSet, segmenter: Segmenter): (post: Post, ours: boolean) => Example {
  const toField = (folded: string, boundary: Uint8Array) => ({ folded, boundary, words: wordsOf(folded, boundary) });
  const readPost = createPostReader({ segmenter, fold: rules.fold, toField });
  return (post, ours) => {
    const subject = readPost(post);
    const { title, text } = subject.texts;
    const hits = matchRules(subject, rules);
    return {
      contentHash: post.contentHash,
      ours,
      features: featuresOf(title.words, text.words, rules.scoring.domain),
      evidence: judgeDomain(hits, rules.scoring).evidence - rules.scoring.domain.threshold,
      hasTopic: hits.some(({ rule }) => rule.role === 'topic' && rule.topic !== null),
    };
  };
}

export interface FeedbackSources {
  feedback: Pick<FeedbackBook, 'ofRule'>;
  store: Pick<Store, 'posts'>;
  segmenter: Segmenter;
}

const BATCH = 200;

/**
 * What people said of hits, post by post: one is the bureau's matter where any rule was called right or missing on it,
 * and is not where all that was said of it is 误报. Retired rules count too: the judgement was of the post.
 */
export async function feedbackExamples(
  rules: RuleSet,
  { feedback, store, segmenter }: FeedbackSources,
): Promise<Example[]> {
  const byPost = new Map<string, Feedback[]>();
  for (const { id } of rules.packs.flatMap((pack) => pack.rules)) {
    for (const [docId, said] of await feedback.ofRule(id)) byPost.set(docId, [...(byPost.get(docId) ?? []), said]);
  }
  const toExample = createExampleMaker(rules, segmenter);
  const docIds = [...byPost.keys()].sort();
  const examples: Example[] = [];
  for (let start = 0; start < docIds.length; start += BATCH) {
    const batch = docIds.slice(start, start + BATCH);
    const posts = await store.posts(batch);
    for (const docId of batch) {
      const post = posts.get(docId);
      const said = byPost.get(docId) ?? [];
      if (post !== undefined)
        examples.push(
          toExample(
            post.post,
            said.some(({ judgement }) => judgement !== 'false'),
          ),
        );
    }
  }
  return examples;
}
