import { parse } from '../../../rules/language/parser.ts';
import type { PreviewLine } from '../../rulebook-contract.ts';

export type ExpressionProblem = Extract<PreviewLine, { kind: 'checked' }>['problems'][number];

/** The grammar's own findings, or, where there are none, what the server says of lists, patterns and other rules. */
export function problemsOf(text: string, fromServer: readonly ExpressionProblem[]): ExpressionProblem[] {
  if (text.trim() === '') return [];
  const own = parse(text).problems;
  if (own.some(({ severity }) => severity === 'error')) return [...own];
  return [
    ...own,
    ...fromServer.filter((one) => !own.some(({ code, start }) => code === one.code && start === one.start)),
  ];
}
