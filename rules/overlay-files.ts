import { createHash } from 'node:crypto';
import { EDITABLE_FILE } from './editable-file.ts';
import type { RuleFiles } from './files.ts';
import type { Diagnostic } from './language/diagnostics.ts';
import type { PlacedEdit } from './overlay.ts';
import type { RuleFile } from './rule-set.ts';

export interface OverlaidFile {
  text: string;
  /** Names the file in diagnostics. */
  path: string;
}

/** Texts of the folder, by path, with the edits of whole files laid over them; sorted. */
export function overlayFiles(
  { texts, pathOf }: Pick<RuleFiles, 'texts' | 'pathOf'>,
  { edits, diagnostics }: { edits: readonly PlacedEdit[]; diagnostics: Diagnostic[] },
): ReadonlyMap<string, OverlaidFile> {
  const laid = new Map([...texts].map(([name, text]) => [name, { text, path: pathOf(name) }]));
  for (const { edit, file } of edits) {
    if (edit.kind !== 'file') continue;
    const shipped = texts.get(edit.path);
    if (edit.text === null) {
      if (shipped === undefined) laid.delete(edit.path);
      else laid.set(edit.path, { text: shipped, path: pathOf(edit.path) });
      continue;
    }
    laid.set(edit.path, { text: edit.text, path: file.path });
    if (edit.base !== null && edit.base !== fingerprint(shipped ?? null)) {
      const message = `出厂的 ${edit.path} 已随升级改动，现用的仍是本单位修改过的文字`;
      const hint = '在“规则文件”里与出厂文字对照，需要的并进来再发布';
      diagnostics.push(file.at([], { severity: 'warning', code: 'shipped-file-changed', message, hint }));
    }
  }
  return new Map([...laid].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The files that may be edited, as they are in force and as they are shipped. */
export function editableFiles(
  texts: RuleFiles['texts'],
  laid: ReadonlyMap<string, OverlaidFile>,
): ReadonlyMap<string, RuleFile> {
  const editable = [...laid].filter(([name]) => EDITABLE_FILE.test(name));
  return new Map(editable.map(([name, { text }]) => [name, { text, shipped: texts.get(name) ?? null }]));
}

/** First 12 hex digits of a hash over a file's text; null where there is no file. */
export function fingerprint(text: string | null): string | null {
  return text === null ? null : createHash('sha256').update(text).digest('hex').slice(0, 12);
}
