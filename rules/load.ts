import type { z } from 'zod';
import { checkEscalation } from './check-escalation.ts';
import { checkNotices } from './check-notices.ts';
import { checkRouting } from './check-routing.ts';
import { checkScoring } from './check-scoring.ts';
import { createMatcher, type RuleNode } from './compile/matcher.ts';
import { RuleErrors } from './errors.ts';
import { readRuleFiles } from './files.ts';
import { foldText } from './fold-table.ts';
import type { Diagnostic } from './language/diagnostics.ts';
import { applyEdits, overlayVersion, type PlacedEdit } from './overlay.ts';
import { editableFiles, overlayFiles } from './overlay-files.ts';
import { checkBrokenPack, type LoadedPack, readPacks } from './packs.ts';
import { readLearned } from './read-learned.ts';
import type { RuleSet } from './rule-set.ts';
import {
  escalationSpec,
  heatSpec,
  type LexiconSpec,
  lexiconSpec,
  noticesSpec,
  packSpec,
  type RoutingSpec,
  routingSpec,
  scoringSpec,
} from './schema.ts';
import { checkShape } from './shape.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

/** Everything that reading the folder gave. `set` is null when there is an error among the diagnostics. */
export interface RulesReading {
  readonly set: RuleSet | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly packs: readonly LoadedPack[];
  /** Rules in force that could be read, with their syntax trees. */
  readonly nodes: readonly RuleNode[];
  readonly routing: RoutingSpec | null;
  /** Places in routing.yaml; null when it could not be read. */
  readonly routingFile: YamlFile | null;
  readonly lexicon: ReadonlyMap<string, LexiconSpec>;
  fold(text: string): string;
}

/** Loads the rules of a folder. Throws RuleErrors with every problem of every file; warnings alone do not throw. */
export async function loadRules(dir: string, edits: readonly PlacedEdit[] = []): Promise<RuleSet> {
  const { set, diagnostics } = await readRules(dir, edits);
  if (set === null) throw new RuleErrors(diagnostics);
  return set;
}

/**
 * Reads and checks the rules of a folder, with files from elsewhere and with edits laid over them, without throwing.
 * Diagnostics are sorted by file and place.
 */
export async function readRules(
  dir: string,
  edits: readonly PlacedEdit[] = [],
  others: readonly string[] = [],
): Promise<RulesReading> {
  const diagnostics: Diagnostic[] = [];
  const files = await readRuleFiles(dir, diagnostics, others);
  const fold = foldText();
  const laid = overlayFiles(files, { edits, diagnostics });

  const read = <Schema extends z.ZodType>(
    name: string,
    schema: Schema,
    onBroken?: (file: YamlFile) => void,
  ): Shaped<Schema> | null => {
    const found = laid.get(name);
    const file = found === undefined ? null : readYaml(found.path, found.text, diagnostics);
    const spec = file === null ? null : checkShape(file, schema, diagnostics);
    if (file !== null && spec === null) onBroken?.(file);
    return file === null || spec === null ? null : { file, spec };
  };
  const inFolder = (folder: string) =>
    [...laid.keys()].filter((name) => name.startsWith(`${folder}/`) && name.endsWith('.yaml'));

  const lexicon = new Map<string, LexiconSpec>();
  for (const name of inFolder('lexicon')) {
    const list = read(name, lexiconSpec);
    if (list === null) continue;
    if (lexicon.has(list.spec.name)) {
      const message = `已经有叫“${list.spec.name}”的名单`;
      diagnostics.push(list.file.at(['name'], { code: 'duplicate-id', message, hint: '换个名字，或合并两个文件' }));
    } else lexicon.set(list.spec.name, list.spec);
  }
  const routing = read('routing.yaml', routingSpec);
  const escalation = read('escalation.yaml', escalationSpec);
  const scoring = read('scoring.yaml', scoringSpec);
  const notices = read('notices.yaml', noticesSpec);
  const heat = read('heat.yaml', heatSpec);
  const learned = readLearned(files.pathOf('learned.yaml'), files.texts.get('learned.yaml') ?? null, {
    edits,
    diagnostics,
  });
  const packOptions = { fold, lexicon, routing: routing?.spec ?? null, diagnostics };
  const filePacks = inFolder('packs').flatMap(
    (name) => read(name, packSpec, (file) => checkBrokenPack(file, packOptions)) ?? [],
  );
  const shapedPacks = applyEdits(filePacks, edits, diagnostics);
  const { packs, nodes } = readPacks(shapedPacks, packOptions);

  const policies = escalation === null ? null : Object.keys(escalation.spec.policies);
  // With a pack missing, a name that only it knows would be reported a second time, and wrongly.
  const complete = filePacks.length === inFolder('packs').length;
  const topics = complete ? new Set(shapedPacks.flatMap(({ spec }) => spec.topic ?? [])) : null;
  const ruleIds = complete ? new Set(shapedPacks.flatMap(({ spec }) => spec.rules.map((rule) => rule.id))) : null;
  if (routing !== null) checkRouting(routing.file, routing.spec, { policies, topics, ruleIds, lexicon }, diagnostics);
  if (escalation !== null) checkEscalation(escalation.file, escalation.spec, routing?.spec ?? null, diagnostics);
  if (notices !== null) checkNotices(notices.file, notices.spec, diagnostics);
  if (scoring !== null) checkScoring(scoring.file, scoring.spec, diagnostics);

  const sorted = diagnostics.sort(byPlace);
  const failed = sorted.some((one) => one.severity === 'error');
  if (failed || routing === null || escalation === null || scoring === null) {
    return {
      set: null,
      routing: routing?.spec ?? null,
      routingFile: routing?.file ?? null,
      diagnostics: sorted,
      packs,
      nodes,
      lexicon,
      fold,
    };
  }
  const set: RuleSet = {
    version: overlayVersion(
      files.version,
      edits.map(({ edit }) => edit),
    ),
    packs: shapedPacks.map(({ spec }) => spec),
    files: editableFiles(files.texts, laid),
    rules: nodes.map(({ rule }) => rule),
    matcher: createMatcher(nodes, { fold, lexicon }),
    scoring: scoring.spec,
    routing: routing.spec,
    escalation: escalation.spec,
    notices: notices?.spec ?? null,
    heat: heat?.spec ?? null,
    learned,
    lexicon,
    fold,
  };
  return { set, routing: routing.spec, routingFile: routing.file, diagnostics: sorted, packs, nodes, lexicon, fold };
}

interface Shaped<Schema extends z.ZodType> {
  file: YamlFile;
  spec: z.output<Schema>;
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const [left, right] = [a.path ?? '', b.path ?? ''];
  return (left < right ? -1 : left > right ? 1 : 0) || a.line - b.line || a.column - b.column;
}
