import { createMatcher, type RuleNode } from '../compile/matcher.ts';
import { type Node, type Term, walk } from '../language/ast.ts';
import type { Lint, LintRule } from './lint.ts';

/** In fewer posts it may be chance. */
const LEAST_POSTS = 3;

/**
 * Terms that stand in posts of the sample and never count there, because the segmentation cuts them at both ends every
 * time (see `whole-word.ts`). The segmentation of the term alone cannot tell: standing alone it always begins and ends
 * with a word.
 */
export const unalignedTerms: Lint = ({ rules, sample, symbols }) => {
  if (sample.length === 0) return [];
  const seen = new Map<string, { one: LintRule; term: Term }>();
  for (const one of rules) {
    for (const term of termsOf(one.node)) {
      const text = symbols.fold(term.text);
      if (!seen.has(text)) seen.set(text, { one, term });
    }
  }
  const texts = [...seen];
  const probes = (plain: boolean): RuleNode[] =>
    texts.map(([text, { one, term }]) => ({ rule: { ...one.rule, id: text }, node: { ...term, plain } }));
  const standing = countPosts(probes(true));
  const counting = countPosts(probes(false));
  return texts.flatMap(([text, { one, term }]) => {
    const posts = standing.get(text) ?? 0;
    if (posts < LEAST_POSTS || (counting.get(text) ?? 0) > 0) return [];
    const message = `“${term.text}”在 ${posts} 个样本帖子里出现，每次都切断了别的词，一次也不算`;
    const hint = `确实要按字面找时写 *${term.text}*；否则换一个词，或把它加进 lexicon/segmentation.txt`;
    return [one.inside(term.at.start, { severity: 'warning', code: 'unaligned-term', message, hint })];
  });

  function countPosts(nodes: readonly RuleNode[]): Map<string, number> {
    const { match } = createMatcher(nodes, symbols);
    const counts = new Map<string, number>();
    for (const subject of sample) {
      for (const { rule } of match(subject)) counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
    }
    return counts;
  }
};

/** Terms that are to be words; one inside a field other than title and text is left out, the sample has none. */
function termsOf(node: Node): Term[] {
  const found: Term[] = [];
  walk(node, (part) => {
    if (part.kind === 'term' && !part.plain) found.push(part);
  });
  return found;
}
