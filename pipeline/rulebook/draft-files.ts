import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { EDITABLE_FILE } from '../../rules/editable-file.ts';
import { RuleErrors } from '../../rules/errors.ts';
import type { Diagnostic } from '../../rules/language/diagnostics.ts';
import { type PlacedEdit, placeEdit } from '../../rules/overlay.ts';
import { packSpec } from '../../rules/schema.ts';
import { checkShape } from '../../rules/shape.ts';
import { readYaml } from '../../rules/yaml-file.ts';
import { ConfigError } from '../errors.ts';

/**
 * Edits written as files: a YAML file, or a folder of them. `routing.yaml`, `scoring.yaml` and so on, and any file in a
 * folder `lexicon`, take the place of the file of that name; the others are packs, whose rules replace those with their
 * id or are added; a pack whose id is not known is a new one. Throws RuleErrors with everything wrong in any file, ConfigError when there is none.
 */
export async function readDraftFiles(path: string, knownPacks: ReadonlySet<string>): Promise<PlacedEdit[]> {
  const diagnostics: Diagnostic[] = [];
  const opened = new Set(knownPacks);
  const edits: PlacedEdit[] = [];
  for (const file of await filesOf(path)) {
    const text = await readFile(file, 'utf8');
    const path = editablePathOf(file);
    if (path !== null) {
      edits.push(placeEdit({ kind: 'file', path, text, base: null }, file));
      continue;
    }
    const yaml = readYaml(file, text, diagnostics);
    const spec = yaml === null ? null : checkShape(yaml, packSpec, diagnostics);
    if (yaml === null || spec === null) continue;
    const { rules, ...pack } = spec;
    if (!opened.has(pack.id)) edits.push({ edit: { kind: 'add-pack', pack }, file: yaml, at: [] });
    opened.add(pack.id);
    for (const [index, rule] of rules.entries()) {
      edits.push({ edit: { kind: 'replace', pack: pack.id, rule }, file: yaml, at: ['rules', index] });
    }
  }
  if (diagnostics.length > 0) throw new RuleErrors(diagnostics);
  return edits;
}

/** The file of the rules folder that this one would replace, by its name; null for a pack. */
function editablePathOf(file: string): string | null {
  const name = basename(dirname(resolve(file))) === 'lexicon' ? `lexicon/${basename(file)}` : basename(file);
  return EDITABLE_FILE.test(name) ? name : null;
}

async function filesOf(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => /\.ya?ml$/.test(name)).sort();
    if (names.length > 0) return names.map((name) => join(path, name));
  } catch (cause) {
    throw new ConfigError([{ where: path, message: '没有这个文件，或没有读取的权限' }], { cause });
  }
  throw new ConfigError([
    {
      where: path,
      message: '这个文件夹里没有规则文件',
      hint: '给一个规则文件（.yaml）、一个装着规则文件的文件夹，或整个规则目录',
    },
  ]);
}

/** Whether the path is a whole rules folder rather than a folder of packs. */
export async function isRulesFolder(path: string): Promise<boolean> {
  try {
    return (await stat(join(path, 'packs'))).isDirectory();
  } catch {
    return false;
  }
}
