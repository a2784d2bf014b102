import type { RuleHit } from '../../rules/rule-set.ts';
import type { ScoringSpec } from '../../rules/schema.ts';

export interface DomainVerdict {
  domain: boolean;
  /** Sum of the hit rules' evidence and what the learned part says. */
  evidence: number;
  /** Share of each topic in the positive evidence of topic rules, falling; empty outside the domain. */
  topics: { topic: string; weight: number }[];
}

/**
 * Whether a post is the bureau's business, and which topics it speaks of. The evidence of a rule counts in full where it
 * hits in the title or the opening of the text, which say what the post is about, and by a share where it only hits
 * later, in passing; a matter that comes up again and again counts more. So in a long complaint about a school the road
 * before its gate does not outweigh the school. `learned` is evidence that words add to the rules'; without a rule of
 * some topic it makes no post the bureau's business, as nobody could say whose.
 */
export function judgeDomain(hits: readonly RuleHit[], scoring: ScoringSpec, learned = 0): DomainVerdict {
  let evidence = learned;
  const byTopic = new Map<string, number>();
  for (const hit of hits) {
    const { rule, spans } = hit;
    evidence += rule.domain * emphasis(hit, scoring);
    if (rule.topic === null || rule.role !== 'topic') continue;
    // A word in the title speaks loudest for its topic. Severity leads: everybody who complains names the estate, which
    // alone must not make every matter one of property management.
    const loudness = emphasis(hit, scoring) + (spans.some((span) => span.field === 'title') ? 1 : 0);
    const weight = (Math.max(rule.domain, 0.2) / 4 + rule.severity / 10) * loudness;
    byTopic.set(rule.topic, (byTopic.get(rule.topic) ?? 0) + weight);
  }
  const domain = byTopic.size > 0 && evidence >= scoring.domain.threshold;
  if (!domain) return { domain, evidence, topics: [] };
  const total = [...byTopic.values()].reduce((sum, weight) => sum + weight, 0);
  const topics = [...byTopic]
    .map(([topic, weight]) => ({ topic, weight: Math.round((weight / total) * 1000) / 1000 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.topic < b.topic ? -1 : 1));
  return { domain, evidence, topics };
}

/** How much of its evidence a hit counts; 1 for one place in the opening. */
function emphasis({ spans }: RuleHit, { domain: { opening, later, repeated } }: ScoringSpec): number {
  const opens = spans.some(({ field, start }) => field === 'title' || (field === 'text' && start < opening));
  return (opens ? 1 : later) * (1 + repeated * Math.log2(Math.max(spans.length, 1)));
}
