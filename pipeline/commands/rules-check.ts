import { parseArgs } from 'node:util';
import { type Diagnostic, formatDiagnostic } from '../../rules/language/diagnostics.ts';
import { readConfig } from '../config.ts';
import { rulesDirOf } from '../paths.ts';
import { checkEdits } from '../rulebook/check-edits.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { EXIT, type Terminal } from './command.ts';

/** Parses, lints and runs the samples of packs and the cases of the routing table; exit 1 on an error. */
export async function rulesCheck(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' } },
  });
  const folders = positionals.length > 0 ? positionals : [rulesDirOf(readConfig(terminal.env))];
  const found: Diagnostic[] = [];
  for (const folder of folders) found.push(...(await checkFolder(folder)));
  if (values.json) terminal.out(`${JSON.stringify(found)}\n`);
  else for (const diagnostic of found) terminal.out(`${formatDiagnostic(diagnostic)}\n`);
  const errors = found.filter((diagnostic) => diagnostic.severity === 'error').length;
  terminal.err(`${errors} 个错误，${found.length - errors} 个提醒\n`);
  return errors === 0 ? EXIT.done : EXIT.no;
}

/** Samples are cut with the folder's own dictionary, and routed by the real router. */
async function checkFolder(rulesDir: string): Promise<readonly Diagnostic[]> {
  const segmenter = segmenterOf(rulesDir);
  return (await checkEdits({ rulesDir, segmenter }, [])).diagnostics;
}
