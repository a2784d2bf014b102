import { type Diagnostic, formatDiagnostic } from './language/diagnostics.ts';
import type { PlacedEdit } from './overlay.ts';
import type { Learned } from './rule-set.ts';
import { learnedSpec } from './schema.ts';
import { checkShape } from './shape.ts';
import { readYaml } from './yaml-file.ts';

export interface LearnedOptions {
  edits: readonly PlacedEdit[];
  diagnostics: Diagnostic[];
}

/**
 * The learned part: what was published last, otherwise the file. Rules do without it, so whatever is wrong with the file
 * is a warning and the rest of the folder loads. `text` is null where there is no file.
 */
export function readLearned(path: string, text: string | null, { edits, diagnostics }: LearnedOptions): Learned {
  const published = edits.map(({ edit }) => edit).findLast((edit) => edit.kind === 'learned');
  if (published !== undefined) return { model: published.model, problem: null };
  const unread = diagnostics.filter((one) => one.path === path);
  if (text === null) return { model: null, problem: unread.length === 0 ? null : inWords(unread) };
  const found: Diagnostic[] = [];
  const file = readYaml(path, text, found);
  const model = file === null ? null : checkShape(file, learnedSpec, found);
  if (model !== null) return { model, problem: null };
  const warnings = found.map((one): Diagnostic => ({ ...one, severity: 'warning' }));
  diagnostics.push(...warnings);
  return { model: null, problem: inWords(warnings) };
}

function inWords(warnings: readonly Diagnostic[]): string {
  return `学习所得没有启用：${warnings.map(formatDiagnostic).join('；')}`;
}
