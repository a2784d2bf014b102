import { isDeepStrictEqual } from 'node:util';
import { diffIndices, merge } from 'node-diff3';
import type { Edit, FileEdit } from '../../rules/edit.ts';
import type { Diagnostic } from '../../rules/language/diagnostics.ts';
import { fingerprint } from '../../rules/overlay-files.ts';
import type { RuleFile } from '../../rules/rule-set.ts';
import { readYaml, type YamlFile } from '../../rules/yaml-file.ts';
import type { DraftEdit } from '../model/draft.ts';

type Files = ReadonlyMap<string, RuleFile>;

/** Lines shown around what changed. */
const AROUND = 3;
/** Lines of a change that a version keeps to show; the edits in force hold the whole. */
const MOST_LINES = 400;

/** The edit of a file beside the text that is in force now. */
export function fileSeenNow(edit: FileEdit, files: Files): DraftEdit {
  const known = files.get(edit.path);
  const base = fingerprint(known?.shipped ?? null);
  return { edit: { ...edit, base }, before: null, textBefore: known?.text ?? null };
}

/** File by file, what became of one state in another; of each the lines that changed, with some around them. */
export function fileChanges(before: Files, after: Files): DraftEdit[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].flatMap((path): DraftEdit[] => {
    const [old, now] = [before.get(path)?.text ?? null, after.get(path)?.text ?? null];
    if (old === now) return [];
    const shown = old === null || now === null ? [old, now].map(cut) : changedLines(old, now);
    const [textBefore = null, text = null] = shown;
    return [{ edit: { kind: 'file', path, text, base: null }, before: null, textBefore }];
  });
}

function changedLines(old: string, now: string): string[] {
  const [a, b] = [old.split('\n'), now.split('\n')];
  const changes = diffIndices(a, b);
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined) return [old, now];
  const part = (lines: string[], from: number, to: number) =>
    cut(lines.slice(Math.max(0, from - AROUND), to + AROUND).join('\n')) ?? '';
  return [
    part(a, first.buffer1[0], last.buffer1[0] + last.buffer1[1]),
    part(b, first.buffer2[0], last.buffer2[0] + last.buffer2[1]),
  ];
}

function cut(text: string | null): string | null {
  const lines = text?.split('\n') ?? [];
  if (lines.length <= MOST_LINES) return text;
  return [...lines.slice(0, MOST_LINES), `# …… 另有 ${lines.length - MOST_LINES} 行`].join('\n');
}

/**
 * The author's change of a file carried over to what is in force now, so that what others published meanwhile stays.
 * Where both changed the same lines both stand, between marks that `unmergedLines` finds.
 */
export function carryOver({ edit, textBefore }: DraftEdit, files: Files): Edit {
  if (edit.kind !== 'file' || edit.text === null) return edit;
  const now = files.get(edit.path)?.text ?? null;
  if (textBefore === null || now === null || now === textBefore) return edit;
  const [mine, seen, theirs] = [edit.text.split('\n'), textBefore.split('\n'), now.split('\n')];
  const { result } = merge(mine, seen, theirs, { label: { a: MARKS.mine, b: MARKS.theirs } });
  return { ...edit, text: result.join('\n') };
}

const MARKS = { mine: '草稿', theirs: '现行' } as const;

/** Lines, from 1, at which a person has yet to choose. */
export function unmergedLines(text: string): number[] {
  return text.split('\n').flatMap((line, index) => (line === `<<<<<<< ${MARKS.mine}` ? [index + 1] : []));
}

/**
 * A warning where weights or ways changed under a decision that did not: who decided on them, when and why, is theirs to
 * say, and verdicts are explained by it.
 */
export function decisionsLeft({ edit, textBefore }: DraftEdit): Diagnostic[] {
  if (edit.kind !== 'file' || edit.text === null || textBefore === null || edit.text === textBefore) return [];
  const file = readYaml(edit.path, edit.text, []);
  const decided = decisionOf(file);
  if (file === null || decided === undefined) return [];
  if (!isDeepStrictEqual(decided, decisionOf(readYaml(edit.path, textBefore, [])))) return [];
  const message = '内容改了，decided 还是上一次的';
  const hint = '把 by、on、reason 改成这次由谁、哪天、为什么定的';
  return [file.at(['decided'], { severity: 'warning', code: 'decision-left', message, hint })];
}

function decisionOf(file: YamlFile | null): unknown {
  const { value } = file ?? {};
  return typeof value === 'object' && value !== null ? Reflect.get(value, 'decided') : undefined;
}
