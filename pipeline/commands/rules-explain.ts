import { parseArgs } from 'node:util';
import { createExplainer } from '../../rules/compile/explain.ts';
import { createAnalyser } from '../analyser.ts';
import { barePost } from '../match/bare-post.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';
import { PUBLISHED, readRuleSet } from './rule-source.ts';
import { createToSubject } from './text-subject.ts';

/** The analysis of a text, every rule that fired, and every rule that has a word in it and yet did not, with why not. */
export async function rulesExplain(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { title: { type: 'string' }, json: { type: 'boolean' }, ...PUBLISHED },
  });
  const [text, ...rest] = positionals;
  if (text === undefined || rest.length > 0) throw new UsageError('需要一段正文（用引号括起来）');
  const title = values.title ?? '';
  const { rulesDir, rules } = await readRuleSet(values.published, terminal);
  const segmenter = segmenterOf(rulesDir);
  const { verdict } = createAnalyser(rules, segmenter).analyse(barePost(title, text));
  const { docId: _, rawId: __, ...said } = verdict;
  const traces = createExplainer(rules)(createToSubject(rulesDir, rules.fold)({ title, text })).map(
    ({ rule, hit, why }) => ({ rule: rule.id, name: rule.name, expression: rule.expression, hit, why }),
  );
  const trace = { fired: traces.filter(({ hit }) => hit), nearMisses: traces.filter(({ hit }) => !hit) };
  terminal.out(`${JSON.stringify({ title, ...said, trace }, null, 2)}\n`);
  return EXIT.done;
}
