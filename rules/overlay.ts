import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { type Edit, mergeEdits } from './edit.ts';
import type { Diagnostic } from './language/diagnostics.ts';
import { nearest } from './language/nearest.ts';
import type { LoadedPack } from './packs.ts';
import type { RuleSpec } from './schema.ts';
import { type Path, readYaml, type YamlFile } from './yaml-file.ts';

/** An edit with the text it was written as, so that whatever is wrong with it has a place. */
export interface PlacedEdit {
  readonly edit: Edit;
  readonly file: YamlFile;
  /** Where the rule (or the pack) stands in the file. */
  readonly at: Path;
}

/** An edit that was not written in a file gets a text of its own; `path` names it in diagnostics. */
export function placeEdit(edit: Edit, path: string): PlacedEdit {
  const file = readYaml(path, stringify(bodyOf(edit), { lineWidth: 0 }), []);
  if (file === null) throw new Error(`the text made of an edit cannot be read back: ${path}`);
  return { edit, file, at: [] };
}

function bodyOf(edit: Edit): object {
  if (edit.kind === 'retire') return { id: edit.id, retired: edit.reason };
  if (edit.kind === 'learned') return edit.model ?? {};
  // Its own text, right or wrong, is read with the other files of the folder.
  if (edit.kind === 'file') return {};
  return edit.kind === 'add-pack' ? edit.pack : edit.rule;
}

interface Source {
  file: YamlFile;
  at: Path;
}

interface Patched {
  pack: LoadedPack;
  rules: RuleSpec[];
  /** Where each of the rules is written. */
  sources: Source[];
}

/**
 * Packs with the edits laid over them. Lenient where the folder below has moved on: a rule that is to be replaced and
 * is not there is added, one that is to be added and is there is replaced. What makes no sense at all is a diagnostic.
 */
export function applyEdits(
  packs: readonly LoadedPack[],
  edits: readonly PlacedEdit[],
  diagnostics: Diagnostic[],
): readonly LoadedPack[] {
  if (edits.length === 0) return packs;
  const patched = new Map(packs.map((pack) => [pack.spec.id, asPatched(pack)]));
  for (const placed of edits) {
    const { edit, file, at } = placed;
    if (edit.kind === 'learned' || edit.kind === 'file') continue;
    if (edit.kind === 'add-pack') {
      if (!patched.has(edit.pack.id)) {
        patched.set(edit.pack.id, { pack: { file, spec: { ...edit.pack, rules: [] } }, rules: [], sources: [] });
      }
      continue;
    }
    const target = patched.get(edit.pack);
    if (target === undefined) {
      const near = nearest(edit.pack, patched.keys());
      const hint = near === null ? `现有规则包：${[...patched.keys()].join('、')}` : `是不是“${near}”？`;
      diagnostics.push(file.at(at, { code: 'unknown-pack', message: `没有规则包“${edit.pack}”`, hint }));
    } else applyTo(target, placed, diagnostics);
  }
  return [...patched.values()].map(({ pack, rules, sources }) => ({
    file: patchedFile(pack.file, sources),
    spec: { ...pack.spec, rules },
  }));
}

function asPatched(pack: LoadedPack): Patched {
  const { file, spec } = pack;
  return { pack, rules: [...spec.rules], sources: spec.rules.map((_, index) => ({ file, at: ['rules', index] })) };
}

function applyTo({ rules, sources }: Patched, { edit, file, at }: PlacedEdit, diagnostics: Diagnostic[]): void {
  if (edit.kind === 'add-pack' || edit.kind === 'learned' || edit.kind === 'file') return;
  const id = edit.kind === 'retire' ? edit.id : edit.rule.id;
  const index = rules.findIndex((rule) => rule.id === id);
  const known = rules[index];
  if (edit.kind === 'retire') {
    if (known !== undefined) rules[index] = { ...known, retired: edit.reason };
    else {
      const message = `要停用的规则“${id}”不在规则包“${edit.pack}”里`;
      diagnostics.push(file.at(at, { code: 'unknown-rule', severity: 'warning', message, hint: '核对编号' }));
    }
  } else {
    rules[known === undefined ? rules.length : index] = edit.rule;
    sources[known === undefined ? sources.length : index] = { file, at };
  }
}

/** A pack's file in which some rules are written elsewhere. */
function patchedFile(base: YamlFile, sources: readonly Source[]): YamlFile {
  const find = (path: Path): { file: YamlFile; path: Path } => {
    const source = path[0] === 'rules' && typeof path[1] === 'number' ? sources[path[1]] : undefined;
    return source === undefined ? { file: base, path } : { file: source.file, path: [...source.at, ...path.slice(2)] };
  };
  return {
    path: base.path,
    value: base.value,
    at(wanted, finding) {
      const { file, path } = find(wanted);
      return file.at(path, finding);
    },
    atKey(wanted, key, finding) {
      const { file, path } = find(wanted);
      return file.atKey(path, key, finding);
    },
    inside(wanted, offset, finding) {
      const { file, path } = find(wanted);
      return file.inside(path, offset, finding);
    },
  };
}

/** Version of a folder with edits over it; that of the folder where there are none. */
export function overlayVersion(folderVersion: string, edits: readonly Edit[]): string {
  if (edits.length === 0) return folderVersion;
  // Sorted and merged, so that the version tells what the rules are and not how they came to be so.
  const lines = mergeEdits(edits, [])
    .map((one) => JSON.stringify(one, sortedKeys))
    .sort();
  return createHash('sha256')
    .update([folderVersion, ...lines].join('\n'))
    .digest('hex')
    .slice(0, 12);
}

function sortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
