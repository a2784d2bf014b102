export type Severity = 'error' | 'warning';

/**
 * Something wrong in a file or an expression, as `rules check` prints it.
 * Lines and columns count from 1; columns count UTF-16 units.
 */
export interface Diagnostic {
  /** Path of the file; left out for an expression that stands in no file. */
  path?: string;
  line: number;
  column: number;
  severity: Severity;
  /** Stable name of the kind of mistake, e.g. `unclosed-bracket`. */
  code: string;
  message: string;
  /** What to do about it. */
  hint: string;
}

/** A diagnostic inside one expression: UTF-16 offsets into it, end exclusive. */
export interface Problem {
  start: number;
  end: number;
  severity: Severity;
  code: string;
  message: string;
  hint: string;
}

/** Offset → line and column, both from 1. An offset outside the text is moved to its nearest end. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const at = Math.min(Math.max(offset, 0), text.length);
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < at; next = text.indexOf('\n', lineStart)) {
    line += 1;
    lineStart = next + 1;
  }
  return { line, column: at - lineStart + 1 };
}

/** One line of text for a diagnostic: `path:line:column: 错误 code 说明（怎么改）`. */
export function formatDiagnostic(one: Diagnostic): string {
  const place = `${one.path === undefined ? '' : `${one.path}:`}${one.line}:${one.column}`;
  const word = one.severity === 'error' ? '错误' : '提醒';
  return `${place}: ${word} ${one.code} ${one.message}${one.hint === '' ? '' : `（${one.hint}）`}`;
}

/** Collects the problems of one expression, up to a limit so that a hopeless input stays readable. */
export class ProblemList {
  static readonly MOST = 20;
  readonly problems: Problem[] = [];

  error(code: string, at: { start: number; end: number }, message: string, hint: string): void {
    this.add({ ...span(at), severity: 'error', code, message, hint });
  }

  warn(code: string, at: { start: number; end: number }, message: string, hint: string): void {
    this.add({ ...span(at), severity: 'warning', code, message, hint });
  }

  get hasErrors(): boolean {
    return this.problems.some((one) => one.severity === 'error');
  }

  private add(problem: Problem): void {
    if (this.problems.length < ProblemList.MOST) this.problems.push(problem);
  }
}

function span(at: { start: number; end: number }) {
  return { start: at.start, end: at.end };
}
