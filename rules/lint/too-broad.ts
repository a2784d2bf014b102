import { createMatcher } from '../compile/matcher.ts';
import type { Lint } from './lint.ts';

/**
 * A rule that fires on more than this share of all posts tells little about any of them. Half of it would already be
 * more than the largest topic of a bureau's mail.
 */
const BROAD = 0.2;
/** With fewer posts a share says nothing. */
const LEAST_SAMPLE = 50;

export const tooBroad: Lint = ({ rules, sample, symbols }) => {
  if (sample.length < LEAST_SAMPLE) return [];
  const { rulesOf } = createMatcher(rules, symbols);
  const counts = new Map<string, number>();
  for (const subject of sample) {
    for (const { id } of rulesOf(subject)) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return rules.flatMap((one) => {
    const share = (counts.get(one.rule.id) ?? 0) / sample.length;
    if (share <= BROAD) return [];
    const message = `规则“${one.rule.id}”太宽：在 ${sample.length} 个样本帖子里命中了 ${Math.round(share * 100)}%`;
    const hint = '去掉常见的词，或用 + 加上条件';
    return [one.inside(0, { severity: 'warning', code: 'too-broad', message, hint })];
  });
};
