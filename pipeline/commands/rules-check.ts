import { parseArgs } from 'node:util';
import { type Diagnostic, formatDiagnostic } from '../../rules/language/diagnostics.ts';
import { checkEdits, placeEdits } from '../rulebook/check-edits.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';
import { PUBLISHED, type RuleSource, readRuleSource } from './rule-source.ts';

/** Parses, lints and runs the samples of packs and the cases of the routing table; exit 1 on an error. */
export async function rulesCheck(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, ...PUBLISHED },
  });
  if (values.published && positionals.length > 0) throw new UsageError('--published 检查现行的规则，不能再给目录');
  const sources: RuleSource[] =
    positionals.length > 0
      ? positionals.map((rulesDir) => ({ rulesDir, edits: [] }))
      : [await readRuleSource(values.published, terminal)];
  const found: Diagnostic[] = [];
  for (const source of sources) found.push(...(await check(source)));
  if (values.json) terminal.out(`${JSON.stringify(found)}\n`);
  else for (const diagnostic of found) terminal.out(`${formatDiagnostic(diagnostic)}\n`);
  const errors = found.filter((diagnostic) => diagnostic.severity === 'error').length;
  terminal.err(`${errors} 个错误，${found.length - errors} 个提醒\n`);
  return errors === 0 ? EXIT.done : EXIT.no;
}

/** Samples are cut with the folder's own dictionary, and routed by the real router. */
async function check({ rulesDir, edits }: RuleSource): Promise<readonly Diagnostic[]> {
  const segmenter = segmenterOf(rulesDir);
  return (await checkEdits({ rulesDir, segmenter }, placeEdits(edits))).diagnostics;
}
