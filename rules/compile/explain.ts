import type { Rule, RuleSet, RuleSpan, Subject } from '../rule-set.ts';
import { readExpression } from './expression.ts';
import { link } from './matcher.ts';
import { spansOf } from './spans.ts';
import { compileTrace } from './trace.ts';

/** What one rule made of a post. */
export interface RuleTrace {
  readonly rule: Rule;
  readonly hit: boolean;
  readonly spans: readonly RuleSpan[];
  /** Chinese; for a miss, what failed. */
  readonly why: string;
}

/**
 * Prepares a function that tells, for a post, each rule that fired and each near miss: a rule of which something was
 * in the text, but not all it asks for. Hits first, both in the order of the set.
 */
export function createExplainer(set: Pick<RuleSet, 'rules' | 'lexicon' | 'fold'>): (subject: Subject) => RuleTrace[] {
  const options = { fold: set.fold, lexicon: set.lexicon };
  const entries = set.rules.flatMap((rule) => {
    const { node } = readExpression(rule.expression, options);
    return node === null ? [] : [{ rule, node }];
  });
  const nodes = entries.map(({ node }) => node);
  const { scan, programs, symbols } = link(nodes, options);
  const explains = nodes.map((node) => compileTrace(node, symbols, options));
  return (subject) => {
    scan.read(subject);
    const traces: (RuleTrace & { touched: boolean })[] = [];
    entries.forEach(({ rule }, index) => {
      const program = programs[index];
      const trace = explains[index]?.(scan);
      if (program === undefined || trace === undefined || !(trace.holds || trace.touched)) return;
      const spans = trace.holds ? spansOf(scan, program) : [];
      traces.push({ rule, hit: trace.holds, spans, why: trace.why, touched: trace.touched });
    });
    traces.sort((a, b) => Number(b.hit) - Number(a.hit));
    return traces.map(({ rule, hit, spans, why }) => ({ rule, hit, spans, why }));
  };
}
