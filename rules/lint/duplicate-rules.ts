import type { Node } from '../language/ast.ts';
import { print } from '../language/print.ts';
import { isImplied, packsOf } from './implied.ts';
import type { Lint, LintRule } from './lint.ts';

/** Rules that say the same: in canonical form and whatever the order, or, within a pack, in other words. */
export const duplicateRules: Lint = ({ rules, satisfiable }) => {
  const first = new Map<string, LintRule>();
  const told = new Set<LintRule>();
  const report = (one: LintRule, other: LintRule) => {
    told.add(one);
    const message = `规则“${one.rule.id}”的表达式和“${other.rule.id}”一样`;
    const hint = '合并成一条，或改掉其中一条';
    return one.inside(0, { severity: 'warning', code: 'duplicate-expression', message, hint });
  };
  const same = rules.flatMap((one) => {
    const key = print(inOrder(one.node));
    const other = first.get(key);
    if (other === undefined) first.set(key, one);
    return other === undefined ? [] : [report(one, other)];
  });
  const inOtherWords = packsOf(rules).flatMap((pack) =>
    pack.flatMap((one, index) => {
      if (told.has(one)) return [];
      const other = pack
        .slice(0, index)
        .find(
          (earlier) =>
            !told.has(earlier) && isImplied(one, earlier, satisfiable) && isImplied(earlier, one, satisfiable),
        );
      return other === undefined ? [] : [report(one, other)];
    }),
  );
  return [...same, ...inOtherWords];
};

/** The same tree with its alternatives and conditions in the order of their print. */
export function inOrder(node: Node): Node {
  switch (node.kind) {
    case 'all':
    case 'any': {
      const items = node.items.map(inOrder);
      return { ...node, items: items.sort((a, b) => (print(a) < print(b) ? -1 : 1)) };
    }
    case 'not':
    case 'scope':
    case 'count':
      return { ...node, item: inOrder(node.item) };
    case 'near':
      return { ...node, left: inOrder(node.left), right: inOrder(node.right) };
    default:
      return node;
  }
}
