import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkRules } from '../../rules/check.ts';
import { type Diagnostic, formatDiagnostic } from '../../rules/language/diagnostics.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { readConfig } from '../config.ts';
import { createSubjectMaker, segmentPost } from '../match/match.ts';
import { rulesDirOf } from '../paths.ts';
import { checkRouteCases, leadOf } from '../route/route.ts';
import { createJieba } from '../segment/jieba.ts';
import { EXIT, type Terminal } from './command.ts';
import { barePost } from './text-subject.ts';

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
async function checkFolder(folder: string): Promise<readonly Diagnostic[]> {
  const segmenter = createJieba(join(folder, 'lexicon', 'segmentation.txt'));
  return checkRules(folder, {
    toSubject: ({ title, text }, fold) =>
      createSubjectMaker(segmenter, fold)(segmentPost(barePost(title, text), segmenter, fold)),
    more: (set) => routeDiagnostics(folder, set),
    lint: { leadOf },
  });
}

function routeDiagnostics(folder: string, { routing }: RuleSet): Diagnostic[] {
  return checkRouteCases(routing).map(({ number, message }) => ({
    path: join(folder, 'routing.yaml'),
    line: 1,
    column: 1,
    severity: 'error',
    code: 'wrong-route',
    message: `cases 第 ${number} 条：${message}`,
    hint: '改派送规则，或改这条期望',
  }));
}
