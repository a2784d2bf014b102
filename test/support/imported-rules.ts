import { compileExpression } from '../../rules/compile/expression.ts';
import type { ImportedPack } from '../../rules/import/to-pack.ts';
import { segmentedSubject } from './segmented-subject.ts';

/** Names of the imported rules that hit a text. */
export function hitsOf({ pack }: ImportedPack, text: string): string[] {
  const subject = segmentedSubject({ text });
  return (pack?.rules ?? [])
    .filter(({ expression }) => compileExpression(expression).match(subject).hit)
    .map(({ name }) => name);
}

/** `行:列 代码` of every diagnostic, errors with an exclamation mark. */
export function toldOf({ diagnostics }: ImportedPack): string[] {
  return diagnostics.map(
    ({ line, column, code, severity }) => `${line}:${column} ${code}${severity === 'error' ? '!' : ''}`,
  );
}
