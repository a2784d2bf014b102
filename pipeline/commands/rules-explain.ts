import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compileExpression } from '../../rules/compile/expression.ts';
import { walk } from '../../rules/language/ast.ts';
import { parse } from '../../rules/language/parser.ts';
import { loadRules } from '../../rules/load.ts';
import type { Rule, RuleSet } from '../../rules/rule-set.ts';
import { createAnalyser } from '../analyser.ts';
import { readConfig } from '../config.ts';
import { rulesDirOf } from '../paths.ts';
import { createJieba } from '../segment/jieba.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';
import { barePost, createToSubject } from './text-subject.ts';

/** Every rule that fired with its trace, and every rule that has a word in the text and yet did not, with why not. */
export async function rulesExplain(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { title: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [text, ...rest] = positionals;
  if (text === undefined || rest.length > 0) throw new UsageError('需要一段正文（用引号括起来）');
  const title = values.title ?? '';
  const rulesDir = rulesDirOf(readConfig(terminal.env));
  const rules = await loadRules(rulesDir);
  const segmenter = createJieba(join(rulesDir, 'lexicon', 'segmentation.txt'));
  const { post, verdict } = createAnalyser(rules, segmenter).analyse(barePost(title, text));
  const { docId: _, rawId: __, ...said } = verdict;
  const trace = traceRules(rules, rulesDir, { title, text });
  terminal.out(`${JSON.stringify({ title: post.title, ...said, ...trace }, null, 2)}\n`);
  return EXIT.done;
}

interface Trace {
  rule: string;
  name: string;
  expression: string;
  why: string;
}

function traceRules(rules: RuleSet, rulesDir: string, sample: { title: string; text: string }) {
  const subject = createToSubject(rulesDir, rules.fold)(sample);
  const folded = rules.fold(`${sample.title}\n${sample.text}`);
  const fired: Trace[] = [];
  const nearMisses: Trace[] = [];
  for (const rule of rules.rules) {
    const compiled = compileExpression(rule.expression, rules);
    const { hit, why } = compiled.match(subject);
    const line = { rule: rule.id, name: rule.name, expression: compiled.canonical, why };
    if (hit) fired.push(line);
    else if (hasWordIn(rule, folded, rules)) nearMisses.push(line);
  }
  return { trace: { fired, nearMisses } };
}

function hasWordIn(rule: Rule, folded: string, rules: RuleSet): boolean {
  const { node } = parse(rule.expression);
  let found = false;
  if (node !== null) {
    walk(node, (part) => {
      if (part.kind === 'term' && folded.includes(rules.fold(part.text))) found = true;
    });
  }
  return found;
}
