import type { RuleNode } from '../compile/matcher.ts';
import type { Diagnostic } from '../language/diagnostics.ts';
import type { RulesReading } from '../load.ts';
import type { FieldText, Subject } from '../rule-set.ts';
import type { RoutingSpec } from '../schema.ts';
import type { Finding, Path } from '../yaml-file.ts';
import type { Satisfiable } from './satisfiable.ts';

export interface LintOptions {
  /** Folds and segments a text as the analysis does. */
  cut(text: string): FieldText;
  /** Posts as the rules will meet them, to count on; without enough of them the lints that count say nothing. */
  sample?: readonly Subject[];
  /** Department that would lead a post with this topic and this rule. Without it routes are not looked at. */
  leadOf?(labels: { topic: string | null; rule: string | null }, routing: RoutingSpec): string;
}

/** A rule in force and where it is written. */
export interface LintRule extends RuleNode {
  /** A diagnostic at a part of the rule, e.g. `['severity']`. */
  at(path: Path, finding: Finding): Diagnostic;
  /** A diagnostic inside its expression; the offset counts in the expression. */
  inside(offset: number, finding: Finding): Diagnostic;
}

export interface LintContext {
  readonly rules: readonly LintRule[];
  readonly routing: RoutingSpec | null;
  readonly satisfiable: Satisfiable;
  readonly sample: readonly Subject[];
  readonly leadOf: LintOptions['leadOf'];
  readonly symbols: Pick<RulesReading, 'fold' | 'lexicon'>;
}

/** Finds what is allowed and yet hardly meant. Only warnings. */
export type Lint = (context: LintContext) => readonly Diagnostic[];
