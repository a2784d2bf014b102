import type { Node } from './language/ast.ts';
import { parse } from './language/parser.ts';
import type { RuleSet } from './rule-set.ts';

/** Words of one query, and queries of one rule, at most. */
const MOST_WORDS = 2;
const QUERIES_PER_RULE = 2;
const FEWEST_CHARS = 2;
const MOST_CHARS = 12;

/**
 * What to type into a site's search so as to find what the rules look for: at most `most` queries, those of serious
 * rules first, topic after topic in turn so that none is left out. Words that a rule excludes are not among them. Pure:
 * the same rules give the same list, and a new rule brings its own words.
 */
export function searchKeywords({ rules }: Pick<RuleSet, 'rules'>, most: number): string[] {
  const byTopic = new Map<string, string[]>();
  const matters = rules.filter(({ role, retired }) => role === 'topic' && retired === undefined);
  for (const rule of [...matters].sort((one, other) => other.severity - one.severity)) {
    const topic = rule.topic ?? '';
    byTopic.set(topic, [...(byTopic.get(topic) ?? []), ...queriesOf(rule.expression)]);
  }
  const chosen = new Set<string>();
  const turns = Math.max(0, ...[...byTopic.values()].map(({ length }) => length));
  for (let turn = 0; turn < turns; turn += 1)
    for (const queries of byTopic.values()) {
      const query = queries[turn];
      if (query !== undefined && chosen.size < most) chosen.add(query);
    }
  return [...chosen];
}

function queriesOf(expression: string): string[] {
  const { node } = parse(expression);
  if (node === null) return [];
  return alternatives(node)
    .filter((words) => words.length > 0 && words.length <= MOST_WORDS)
    .map((words) => words.join(' '))
    .filter((query) => query.length >= FEWEST_CHARS && query.length <= MOST_CHARS)
    .slice(0, QUERIES_PER_RULE);
}

/** Sets of words that, all found together, come near to satisfying the node; [] for parts that no search can ask for. */
function alternatives(node: Node): string[][] {
  switch (node.kind) {
    case 'term':
      return /^[\p{Script=Han}A-Za-z0-9]+$/u.test(node.text) ? [[node.text]] : [];
    case 'any':
      return node.items.flatMap(alternatives);
    case 'all':
      return together(node.items);
    case 'near':
      return together([node.left, node.right]);
    case 'scope':
    case 'count':
      return alternatives(node.item);
    default:
      return [];
  }
}

/** The first word of each part: a search for every combination would be thousands. */
function together(parts: readonly Node[]): string[][] {
  const firsts = parts.flatMap((part) => alternatives(part).slice(0, 1));
  return firsts.length === 0 ? [] : [firsts.flat()];
}
