import type { Diagnostic } from './language/diagnostics.ts';
import { formatDiagnostic } from './language/diagnostics.ts';

/** The rule files (or an expression) cannot be used; every problem at once. At least one is an error. */
export class RuleErrors extends Error {
  override readonly name = 'RuleErrors';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], options?: ErrorOptions) {
    super(diagnostics.map(formatDiagnostic).join('\n'), options);
    this.diagnostics = diagnostics;
  }
}
