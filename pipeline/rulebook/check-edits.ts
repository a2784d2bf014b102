import { checkReading } from '../../rules/check.ts';
import { type Edit, ruleOf } from '../../rules/edit.ts';
import type { Diagnostic } from '../../rules/language/diagnostics.ts';
import { readRules } from '../../rules/load.ts';
import { type PlacedEdit, placeEdit } from '../../rules/overlay.ts';
import type { RuleSet, Subject } from '../../rules/rule-set.ts';
import type { PackSpec, RuleSpec } from '../../rules/schema.ts';
import type { YamlFile } from '../../rules/yaml-file.ts';
import { barePost } from '../match/bare-post.ts';
import { createSubjectReader } from '../match/match.ts';
import { leadOf } from '../route/route.ts';
import { checkRouteCases } from '../route/route-cases.ts';
import type { Segmenter } from '../segment/segmenter.ts';
import { unmergedLines } from './file-changes.ts';

export interface CheckedEdits {
  /** Null when there is an error among the diagnostics. */
  set: RuleSet | null;
  diagnostics: readonly Diagnostic[];
}

/** Text of an edit in diagnostics: `规则 quality.leak`. */
export function editPath(one: Edit): string {
  if (one.kind === 'learned') return '学习所得';
  if (one.kind === 'file') return one.path;
  return one.kind === 'add-pack' ? `规则包 ${one.pack.id}` : `规则 ${ruleOf(one)}`;
}

export function placeEdits(edits: readonly Edit[]): PlacedEdit[] {
  return edits.map((one) => placeEdit(one, editPath(one)));
}

/** Where the rules are. `others` lie elsewhere and are read as if they lay in the folder. */
interface Rules {
  rulesDir: string;
  segmenter: Segmenter;
  others?: readonly string[];
}

/** The folder with all edits, checked as `rules check` checks a folder: loading, samples, lints, cases of the routing. */
export async function checkEdits(
  { rulesDir, segmenter, others }: Rules,
  edits: readonly PlacedEdit[],
  sample: readonly Subject[] | null = null,
): Promise<CheckedEdits> {
  const reading = await readRules(rulesDir, edits, others);
  const diagnostics = await checkReading(reading, {
    toSubject: ({ title, text }, fold) => createSubjectReader(segmenter, fold)(barePost(title, text)),
    more: (set) => wrongRoutes(set, reading.routingFile),
    lint: { leadOf, ...(sample === null ? {} : { sample }) },
  });
  return { set: diagnostics.some(isError) ? null : reading.set, diagnostics };
}

function wrongRoutes({ routing }: RuleSet, file: YamlFile | null): Diagnostic[] {
  if (file === null) return [];
  return checkRouteCases(routing).map(({ path, kind, message }) =>
    kind === 'wrong'
      ? file.at(path, { code: 'wrong-route', message, hint: '改派送规则，或改这条期望' })
      : file.at(path, { severity: 'warning', code: 'branch-without-case', message, hint: '在这个分支下写 cases' }),
  );
}

export const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** The rule with that id, wherever it is, retired ones too. */
export function findRule(packs: readonly PackSpec[], id: string): { pack: string; rule: RuleSpec } | null {
  for (const pack of packs) {
    const rule = pack.rules.find((one) => one.id === id);
    if (rule !== undefined) return { pack: pack.id, rule };
  }
  return null;
}

function unmerged(path: string, line: number): Diagnostic {
  const message = '这里草稿和现行规则改了同样几行，上面是草稿的，下面是现行的';
  return { path, line, column: 1, severity: 'error', code: 'unmerged', message, hint: '留下该留的，删掉三行记号' };
}

/**
 * What is wrong with edits given the rules they are to change, beyond what loading finds: loading is lenient, so that
 * published edits survive an upgrade of the folder below them.
 */
export function misfits(edits: readonly Edit[], packs: readonly PackSpec[]): Diagnostic[] {
  return placeEdits(edits).flatMap(({ edit, file, at }) => {
    if (edit.kind === 'learned') return [];
    if (edit.kind === 'file') return unmergedLines(edit.text ?? '').map((line) => unmerged(edit.path, line));
    if (edit.kind === 'add-pack') {
      if (!packs.some(({ id }) => id === edit.pack.id)) return [];
      const message = `已经有规则包“${edit.pack.id}”`;
      return [file.at(at, { code: 'duplicate-id', message, hint: '换一个编号，或把规则加进这个包' })];
    }
    const id = edit.kind === 'retire' ? edit.id : edit.rule.id;
    const found = findRule(packs, id);
    if (edit.kind === 'add' && found !== null) {
      const message = `规则编号“${id}”在规则包“${found.pack}”里已经用过`;
      const hint = '换一个编号；编号永不重用，停用的规则也占着它的编号';
      return [file.at(at, { code: 'duplicate-id', message, hint })];
    }
    if (edit.kind === 'add' || found?.pack === edit.pack) return [];
    const message = found === null ? `没有规则“${id}”` : `规则“${id}”在规则包“${found.pack}”里，不在“${edit.pack}”里`;
    return [file.at(at, { code: 'unknown-rule', message, hint: '核对编号和规则包' })];
  });
}
