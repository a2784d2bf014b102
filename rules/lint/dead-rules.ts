import type { Node } from '../language/ast.ts';
import { print } from '../language/print.ts';
import type { Lint } from './lint.ts';

/** Rules that no post can satisfy, and alternatives of a rule that add nothing because none can satisfy them. */
export const deadRules: Lint = ({ rules, satisfiable }) =>
  rules.flatMap((one) => {
    const { rule, node } = one;
    if (!satisfiable([{ node, holds: true }])) {
      const message = `规则“${rule.id}”永远不会命中：要求的和排除的互相矛盾，或数字范围是空的`;
      const hint = '核对排除的词、名单和数字；更长的词里含有被排除的词时也算矛盾';
      return [one.inside(0, { severity: 'warning', code: 'dead-rule', message, hint })];
    }
    return alternativesOf(node)
      .filter(({ item, beside }) => !satisfiable([item, ...beside].map((part) => ({ node: part, holds: true }))))
      .map(({ item }) => {
        const message = `规则“${rule.id}”里的“${print(item)}”永远不起作用：有它的帖子都会被别的条件排除`;
        const hint = '删掉它，或改掉与它矛盾的排除';
        return one.inside(item.at.start, { severity: 'warning', code: 'dead-branch', message, hint });
      });
  });

/** The alternatives a rule offers at its top, each with what has to hold beside it. */
function alternativesOf(node: Node): { item: Node; beside: readonly Node[] }[] {
  const parts = node.kind === 'all' ? node.items : [node];
  return parts.flatMap((part) =>
    part.kind !== 'any' ? [] : part.items.map((item) => ({ item, beside: parts.filter((other) => other !== part) })),
  );
}
