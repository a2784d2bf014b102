import type { LintRule } from './lint.ts';
import type { Satisfiable } from './satisfiable.ts';

/** A pack with more rules than this is not compared pair by pair: the time would grow with the square. */
const MOST_COMPARED = 300;

/** Rules by pack; packs too large to compare each rule with each are left out. */
export function packsOf(rules: readonly LintRule[]): readonly (readonly LintRule[])[] {
  return [...Map.groupBy(rules, ({ rule }) => rule.pack).values()].filter((pack) => pack.length <= MOST_COMPARED);
}

/** Whether `other` fires on every post on which `one` fires. */
export function isImplied(one: LintRule, other: LintRule, satisfiable: Satisfiable): boolean {
  return !satisfiable([
    { node: one.node, holds: true },
    { node: other.node, holds: false },
  ]);
}
