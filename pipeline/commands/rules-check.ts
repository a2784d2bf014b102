import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Diagnostic, formatDiagnostic } from '../../rules/language/diagnostics.ts';
import { ConfigError } from '../errors.ts';
import { checkEdits, placeEdits } from '../rulebook/check-edits.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';
import { PUBLISHED, type RuleSource, readRuleSource } from './rule-source.ts';

/** Parses, lints and runs the samples of packs and the cases of the routing table, of folders or of single files; exit 1 on an error. */
export async function rulesCheck(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, ...PUBLISHED },
  });
  if (values.published && positionals.length > 0)
    throw new UsageError('--published 检查现行的规则，不能再给目录或文件');
  const sources: Checked[] =
    positionals.length > 0
      ? await sourcesOf(positionals, terminal)
      : [await readRuleSource(values.published, terminal)];
  const found: Diagnostic[] = [];
  for (const source of sources) found.push(...(await check(source)));
  if (values.json) terminal.out(`${JSON.stringify(found)}\n`);
  else for (const diagnostic of found) terminal.out(`${formatDiagnostic(diagnostic)}\n`);
  const errors = found.filter((diagnostic) => diagnostic.severity === 'error').length;
  terminal.err(`${errors} 个错误，${found.length - errors} 个提醒\n`);
  return errors === 0 ? EXIT.done : EXIT.no;
}

/** A folder of rules, or files that are looked at as a part of it. */
interface Checked extends RuleSource {
  files?: readonly string[];
}

/** Files of one folder are checked together, so that what they do to each other is told. */
async function sourcesOf(paths: readonly string[], terminal: Terminal): Promise<Checked[]> {
  const folders: Checked[] = [];
  const files = new Map<string, string[]>();
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    throw new ConfigError(missing.map((where) => ({ where, message: '没有这个文件或目录', hint: '核对路径' })));
  }
  for (const path of paths) {
    if (statSync(path).isDirectory()) folders.push({ rulesDir: path, edits: [] });
    else {
      const home = homeOf(path) ?? (await readRuleSource(false, terminal)).rulesDir;
      files.set(home, [...(files.get(home) ?? []), path]);
    }
  }
  return [...folders, ...[...files].map(([rulesDir, its]) => ({ rulesDir, edits: [], files: its }))];
}

/** The folder of rules that the file lies in; null for a file by itself. */
function homeOf(file: string): string | null {
  const folder = dirname(resolve(file));
  return [folder, dirname(folder)].find((one) => existsSync(join(one, 'routing.yaml'))) ?? null;
}

/** Samples are cut with the folder's own dictionary, and routed by the real router. Of files only their own mistakes are told. */
async function check({ rulesDir, edits, files }: Checked): Promise<readonly Diagnostic[]> {
  const segmenter = segmenterOf(rulesDir);
  const { diagnostics } = await checkEdits({ rulesDir, segmenter, others: files ?? [] }, placeEdits(edits));
  return files === undefined
    ? diagnostics
    : diagnostics.filter(({ path }) => path !== undefined && files.includes(path));
}
