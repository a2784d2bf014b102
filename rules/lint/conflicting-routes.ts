import { print } from '../language/print.ts';
import { inOrder } from './duplicate-rules.ts';
import type { Lint, LintRule } from './lint.ts';

/**
 * Topic rules whose owner and whose route disagree: the routing table gives their posts to a department that is not the
 * owner named in the pack, or the same words belong to two owners.
 */
export const conflictingRoutes: Lint = ({ rules, routing, leadOf }) => {
  const first = new Map<string, LintRule>();
  return rules.flatMap((one) => {
    const { rule, node } = one;
    if (rule.role !== 'topic' || rule.owner === null) return [];
    const key = print(inOrder(node));
    const other = first.get(key) ?? one;
    first.set(key, other);
    if (other.rule.owner !== rule.owner) {
      const message = `同样的词归两个科室：规则“${rule.id}”归${rule.owner}，“${other.rule.id}”归${other.rule.owner}`;
      const hint = '只留一条，或用排除把两条分开';
      return [one.inside(0, { severity: 'warning', code: 'conflicting-route', message, hint })];
    }
    if (routing === null || leadOf === undefined) return [];
    const lead = leadOf({ topic: rule.topic, rule: rule.id }, routing);
    // A branch that names the rule is a decision, not an oversight.
    const decided = lead !== leadOf({ topic: rule.topic, rule: null }, routing);
    if (lead === rule.owner || decided) return [];
    const message = `规则“${rule.id}”归${rule.owner}，而 routing.yaml 会派给${lead}牵头`;
    const hint = '改规则包的 owner，或改 routing.yaml 里这个主题的分支';
    return [one.at(['id'], { severity: 'warning', code: 'conflicting-route', message, hint })];
  });
};
