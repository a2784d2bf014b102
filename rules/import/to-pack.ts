import { createHash } from 'node:crypto';
import { readExpression } from '../compile/expression.ts';
import type { SymbolOptions } from '../compile/symbols.ts';
import type { Diagnostic } from '../language/diagnostics.ts';
import { print } from '../language/print.ts';
import type { PackSpec, RuleSpec } from '../schema.ts';
import { Findings, type ImportReading } from './reading.ts';

export interface ImportedPack {
  /** Null where no group could be carried over. */
  pack: PackSpec | null;
  /** In the order of the file. */
  diagnostics: readonly Diagnostic[];
}

export interface PackOptions extends SymbolOptions {
  /** Id of the pack, `trendradar`; the rules are named after it. */
  id: string;
  name: string;
  /** How the other tool matched, for the one who reads the pack. */
  note: string;
}

const LONGEST_NAME = 40;

/**
 * Groups → a pack that loads. Its role adds no points and says nothing about the bureau's business: what the rules are
 * worth is for a person to decide. A rule's id comes from its expression, so that reading the file again gives the same
 * ids, and a changed group a new one.
 */
export function toPack(path: string, { groups, diagnostics }: ImportReading, options: PackOptions): ImportedPack {
  const findings = new Findings(path);
  const rules = new Map<string, RuleSpec>();
  for (const { name, line, node, note } of groups) {
    const expression = print(node);
    const { problems, node: read } = readExpression(expression, options);
    const place = { line, column: 1 };
    for (const { severity, code, message, hint } of problems) findings.add(severity, place, { code, message, hint });
    if (read === null) continue;
    const id = `${options.id}.${createHash('sha256').update(expression).digest('hex').slice(0, 8)}`;
    const same = rules.get(id);
    if (same !== undefined) {
      const message = `和前面的“${same.name}”一样，只导入一次`;
      findings.add('warning', place, { code: 'duplicate-expression', message, hint: '删掉一处' });
      continue;
    }
    rules.set(id, { id, name: shortened(name), expression, severity: 0, ...(note === undefined ? {} : { note }) });
  }
  const all = [...diagnostics, ...findings.diagnostics];
  if (rules.size === 0 && !all.some(({ severity }) => severity === 'error')) {
    const message = '文件里没有可以导入的词组';
    findings.add('error', { line: 1, column: 1 }, { code: 'empty-file', message, hint: '确认文件和 --from 写对了' });
  }
  const { id, name, note } = options;
  return {
    pack: rules.size === 0 ? null : { id, name, role: 'spread', note, rules: [...rules.values()] },
    diagnostics: [...diagnostics, ...findings.diagnostics].sort((a, b) => a.line - b.line || a.column - b.column),
  };
}

function shortened(name: string): string {
  const characters = Array.from(name);
  return characters.length <= LONGEST_NAME ? name : `${characters.slice(0, LONGEST_NAME).join('')}…`;
}
