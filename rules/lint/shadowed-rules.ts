import { isImplied, packsOf } from './implied.ts';
import type { Lint } from './lint.ts';

/**
 * Rules that change little: another of the same pack fires on all their posts, with at least their severity. Rules that
 * imply each other are duplicates and told as such.
 */
export const shadowedRules: Lint = ({ rules, satisfiable }) =>
  packsOf(rules).flatMap((pack) =>
    pack.flatMap((one) => {
      // A rule that can never fire implies every other; that is told elsewhere.
      if (!satisfiable([{ node: one.node, holds: true }])) return [];
      const by = pack.find(
        (other) =>
          other !== one &&
          Math.abs(other.rule.severity) >= Math.abs(one.rule.severity) &&
          isImplied(one, other, satisfiable) &&
          !isImplied(other, one, satisfiable),
      );
      if (by === undefined) return [];
      const message = `规则“${one.rule.id}”被“${by.rule.id}”盖住：凡是它命中的帖子，后者都命中，分值也不低`;
      const hint = '删去，或把分值调高，或给后者加上排除';
      return [one.at(['id'], { severity: 'warning', code: 'shadowed-rule', message, hint })];
    }),
  );
