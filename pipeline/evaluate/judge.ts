import { loadRules } from '../../rules/load.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { createAnalyser } from '../analyser.ts';
import type { Post } from '../model/post.ts';
import type { RawItem } from '../model/raw-item.ts';
import type { Verdict } from '../model/verdict.ts';
import { createNormalise } from '../normalise/normalise.ts';
import { judgeDomain } from '../score/domain.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { isDropped } from '../stage.ts';

export interface Judgement {
  post: Post;
  verdict: Verdict;
  /** Sum of the domain evidence; compared with `threshold`. */
  evidence: number;
}

export interface Judge {
  rules: RuleSet;
  /** Evidence from which a post is the bureau's business. */
  threshold: number;
  /** The product's own analysis of a post; null where it would be dropped. */
  judge(item: RawItem): Promise<Judgement | null>;
}

const QUIET = { info() {}, warn() {}, error() {} };

export async function createJudge(rulesDir: string): Promise<Judge> {
  // Rules alone, whatever has been learned.
  const rules: RuleSet = { ...(await loadRules(rulesDir)), learned: { model: null, problem: null } };
  const byId = new Map(rules.rules.map((rule) => [rule.id, rule]));
  const analyser = createAnalyser(rules, segmenterOf(rulesDir));
  const normalise = createNormalise({ fold: rules.fold, secret: 'not-kept' });
  const ctx = { now: Date.now, log: QUIET, signal: new AbortController().signal };

  return {
    rules,
    threshold: rules.scoring.domain.threshold,
    async judge(item) {
      const [post] = await normalise.run([item], ctx);
      if (post === undefined || isDropped(post)) return null;
      const { verdict } = analyser.analyse(post);
      const hits = verdict.hits.flatMap(({ rule: id, spans }) => {
        const rule = byId.get(id);
        return rule === undefined ? [] : [{ rule, spans }];
      });
      return { post, verdict, evidence: judgeDomain(hits, rules.scoring).evidence };
    },
  };
}
