import { isDeepStrictEqual } from 'node:util';
import { readExpression } from '../../rules/compile/expression.ts';
import { compileFilter } from '../../rules/compile/filter.ts';
import { VARIANTS_LIST } from '../../rules/compile/spellings.ts';
import { ruleOf } from '../../rules/edit.ts';
import type { Node } from '../../rules/language/ast.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import type { LexiconSpec } from '../../rules/schema.ts';
import { anyOf, EVERYTHING, type StoreFilter } from '../../rules/store-filter.ts';
import { changesBetween } from './differences.ts';

/** What has to be done to tell two sets of rules apart on stored posts. */
export interface BackTestPlan {
  /** Rules that are not the same. */
  ids: readonly string[];
  /** Lets every post through on which the sets may differ. */
  filter: StoreFilter;
  /** The sets differ in their ways only: a post judged by the one needs no reading to be judged by the other. */
  waysOnly: boolean;
}

/** So many names changed in a list: looking at every post costs less than asking for each of them. */
const MOST_NAMES = 200;

export function planBackTest(before: RuleSet, after: RuleSet): BackTestPlan {
  const changed = changesBetween(before.packs, after.packs).flatMap(({ edit }) => ruleOf(edit) ?? []);
  const gone = before.rules.filter(({ id }) => !after.rules.some((rule) => rule.id === id)).map(({ id }) => id);
  const ids = [...new Set([...changed, ...gone])];
  const names = changedNames(before.lexicon, after.lexicon);
  const sameSums =
    isDeepStrictEqual(before.scoring, after.scoring) &&
    isDeepStrictEqual(before.learned.model, after.learned.model) &&
    isDeepStrictEqual(before.packs.map(headOf).filter(isIn(after)), after.packs.map(headOf).filter(isIn(before)));
  const sameWays = isDeepStrictEqual(before.routing, after.routing);
  if (!sameSums || !sameWays || names === null) {
    return { ids, filter: EVERYTHING, waysOnly: sameSums && ids.length === 0 && names?.length === 0 };
  }
  const filters = [before, after].flatMap((set) =>
    [
      ...set.rules.filter(({ id }) => ids.includes(id)).map(({ expression }) => readExpression(expression, set).node),
      ...names.flatMap(anywhere),
    ].map((node) => (node === null ? anyOf([]) : compileFilter(node, set))),
  );
  return { ids, filter: anyOf(filters), waysOnly: false };
}

/** The text in any field: places are read from the region too, and rules may look for a list in each. */
function anywhere(text: string): Node[] {
  const item: Node = { kind: 'term', text, plain: false, at: NOWHERE };
  const fields = ['region', 'source', 'channel', 'author'] as const;
  return [item, ...fields.map((field): Node => ({ kind: 'scope', field, item, at: NOWHERE }))];
}

const NOWHERE = { start: 0, end: 0 };

type Lexicon = ReadonlyMap<string, LexiconSpec>;

/**
 * Names and aliases of entries that are not the same in both. Whatever the analysis uses a list for, it looks for the
 * names in the text: a post with none of them is judged alike. Null where that does not help: too many, in another order,
 * or spellings, which change what other words match.
 */
function changedNames(before: Lexicon, after: Lexicon): string[] | null {
  const names = new Set<string>();
  for (const list of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [entriesOf(before, list), entriesOf(after, list)];
    const [left, right] = [
      [...old.keys()].filter((key) => now.has(key)),
      [...now.keys()].filter((key) => old.has(key)),
    ];
    if (!isDeepStrictEqual(left, right)) return null;
    const changed = [...old, ...now].filter(([key]) => !old.has(key) || !now.has(key));
    if (changed.length > 0 && list === VARIANTS_LIST) return null;
    for (const [, texts] of changed) for (const text of texts) names.add(text);
  }
  return names.size > MOST_NAMES ? null : [...names];
}

/** Entries of a list as they are written → all texts they are found by. */
function entriesOf(lexicon: Lexicon, list: string): ReadonlyMap<string, readonly string[]> {
  const entries = lexicon.get(list)?.entries ?? [];
  return new Map(entries.map((entry) => [JSON.stringify(entry), [entry.name, ...entry.aliases]]));
}

type Head = Omit<RuleSet['packs'][number], 'rules'>;
const headOf = ({ rules: _, ...head }: RuleSet['packs'][number]): Head => head;
const isIn = (set: RuleSet) => (head: Head) => set.packs.some(({ id }) => id === head.id);
