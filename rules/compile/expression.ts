import { RuleErrors } from '../errors.ts';
import { foldText } from '../fold-table.ts';
import type { Node } from '../language/ast.ts';
import { type Diagnostic, type Problem, ProblemList, positionAt } from '../language/diagnostics.ts';
import { parse } from '../language/parser.ts';
import { print } from '../language/print.ts';
import type { RuleSpan, Subject } from '../rule-set.ts';
import type { LexiconSpec } from '../schema.ts';
import type { StoreFilter } from '../store-filter.ts';
import { compileFilter } from './filter.ts';
import { link } from './matcher.ts';
import { checkReferences } from './references.ts';
import { spansOf } from './spans.ts';
import type { SymbolOptions } from './symbols.ts';
import { compileTrace } from './trace.ts';

export interface ExpressionResult {
  readonly hit: boolean;
  /** In reading order; empty when there is no hit, or when only numbers decided it. */
  readonly spans: readonly RuleSpan[];
  /** Which parts held, or which one failed, in a short Chinese sentence. */
  readonly why: string;
}

export interface CompiledExpression {
  /** As `rules check` would print it. */
  readonly canonical: string;
  /** Lets every post through on which the expression holds: what a store is asked for before `match` decides. */
  readonly filter: StoreFilter;
  match(subject: Subject): ExpressionResult;
}

export interface ExpressionOptions {
  /** Lists for `@name`; default none. */
  lexicon?: ReadonlyMap<string, LexiconSpec>;
  fold?: (text: string) => string;
}

/** Compiles one expression. Throws RuleErrors with every problem; positions count within the expression. */
export function compileExpression(source: string, options: ExpressionOptions = {}): CompiledExpression {
  const symbolOptions: SymbolOptions = { fold: options.fold ?? foldText(), lexicon: options.lexicon ?? new Map() };
  const { node, problems } = readExpression(source, symbolOptions);
  if (node === null) throw new RuleErrors(problems.map((problem) => toDiagnostic(source, problem)));
  const { scan, programs, symbols } = link([node], symbolOptions);
  const explain = compileTrace(node, symbols, symbolOptions);
  const program = programs[0];
  return {
    canonical: print(node),
    filter: compileFilter(node, symbolOptions),
    match(subject) {
      scan.read(subject);
      const hit = program?.holds(scan) ?? false;
      const spans = hit && program !== undefined ? spansOf(scan, program) : [];
      return { hit, spans, why: explain(scan).why };
    },
  };
}

/** Parses and checks lists and patterns too; `node` is null when there is an error. */
export function readExpression(
  source: string,
  options: SymbolOptions,
): { node: Node | null; problems: readonly Problem[] } {
  const parsed = parse(source);
  if (parsed.node === null) return parsed;
  const found = new ProblemList();
  checkReferences(parsed.node, options, found);
  return { node: found.hasErrors ? null : parsed.node, problems: [...parsed.problems, ...found.problems] };
}

function toDiagnostic(source: string, problem: Problem): Diagnostic {
  const { severity, code, message, hint } = problem;
  return { ...positionAt(source, problem.start), severity, code, message, hint };
}
