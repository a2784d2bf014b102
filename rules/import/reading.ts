import type { Node } from '../language/ast.ts';
import type { Diagnostic, Severity } from '../language/diagnostics.ts';

/** A group of another tool's keyword file, as one of our expressions. */
export interface ImportedGroup {
  name: string;
  /** Where it begins in the file, from 1. */
  line: number;
  node: Node;
  /** What the analyst should know about it; goes into the rule. */
  note?: string;
}

/** What a keyword file came to. A group with a mistake is told and left out, the others stand. */
export interface ImportReading {
  groups: readonly ImportedGroup[];
  diagnostics: readonly Diagnostic[];
}

/** A line with what stands in it; `column` is where the text begins, from 1. Lines of white space have empty text. */
export interface SourceLine {
  number: number;
  column: number;
  text: string;
}

/** Lines without their ends (\n, \r\n, \r), white space around them and the byte order mark. */
export function sourceLines(source: string): SourceLine[] {
  return source
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => {
      const text = line.trim();
      return { number: index + 1, column: text === '' ? 1 : line.indexOf(text) + 1, text };
    });
}

/** Collects what is wrong, by place. */
export class Findings {
  readonly diagnostics: Diagnostic[] = [];
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  add(
    severity: Severity,
    { line, column }: { line: number; column: number },
    said: { code: string; message: string; hint: string },
  ): void {
    this.diagnostics.push({ path: this.path, line, column, severity, ...said });
  }
}
