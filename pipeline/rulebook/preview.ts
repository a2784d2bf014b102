import { compileExpression, type ExpressionResult, readExpression } from '../../rules/compile/expression.ts';
import type { Node } from '../../rules/language/ast.ts';
import type { Diagnostic, Problem } from '../../rules/language/diagnostics.ts';
import { print } from '../../rules/language/print.ts';
import { deadRules } from '../../rules/lint/dead-rules.ts';
import { duplicateRules } from '../../rules/lint/duplicate-rules.ts';
import type { LintRule } from '../../rules/lint/lint.ts';
import { createSatisfiable } from '../../rules/lint/satisfiable.ts';
import { shadowedRules } from '../../rules/lint/shadowed-rules.ts';
import type { Rule, RuleSet, Subject } from '../../rules/rule-set.ts';
import type { RuleSpec, Sample } from '../../rules/schema.ts';
import { backSearch } from '../back-search.ts';
import { barePost } from '../match/bare-post.ts';
import { createSubjectReader } from '../match/match.ts';
import { dayOf, toEpoch, toShanghai } from '../model/calendar.ts';
import type { PreviewStep } from '../model/preview.ts';
import type { Segmenter } from '../segment/segmenter.ts';
import type { Queries } from '../store/queries.ts';

export interface PreviewDeps {
  queries: Pick<Queries, 'candidates'>;
  segmenter: Segmenter;
  rules: RuleSet;
  now(): number;
}

const DAY_MS = 86_400_000;
/** Posts shown. */
const SHOWN = 20;

/**
 * Tries a rule as it is being written: tells what is wrong with it and what it makes of its samples, then goes through
 * recent posts with the matcher's own eyes, latest stored first, and tells what it finds page by page.
 */
export async function previewRule(
  rule: RuleSpec,
  pack: string,
  deps: PreviewDeps,
  { days, signal, tell }: { days: number; signal: AbortSignal; tell(step: PreviewStep): void },
): Promise<void> {
  const { fold, lexicon } = deps.rules;
  const { node, problems } = readExpression(rule.expression, { fold, lexicon });
  if (node === null) return tell({ kind: 'checked', canonical: null, problems: [...problems], samples: [] });
  const { filter, match } = compileExpression(rule.expression, { fold, lexicon });
  const toSubject = createSubjectReader(deps.segmenter, fold);
  const samples = (['hit', 'miss'] as const).flatMap((kind) =>
    (rule.samples?.[kind] ?? []).map((sample, index) => {
      const { hit, why } = match(toSubject(postOf(sample)));
      return { kind, index, ok: hit === (kind === 'hit'), why };
    }),
  );
  const all = [...problems, ...lint(rule, node, pack, deps)];
  tell({ kind: 'checked', canonical: print(node), problems: all, samples });

  const to = toShanghai(deps.now());
  const from = toShanghai(toEpoch(to) - days * DAY_MS);
  const byDay = new Map<string, number>();
  let shown = 0;
  const search = { filter, from, to, verify: (subject: Subject) => hitOf(match(subject)) };
  for await (const page of backSearch(search, { queries: deps.queries, toSubject }, { signal })) {
    for (const { post } of page.hits) {
      const day = dayOf(toEpoch(post.post.eventTime));
      byDay.set(day, (byDay.get(day) ?? 0) + 1);
    }
    const items = page.hits.slice(0, SHOWN - shown).map(({ post: { post }, found }) => {
      const { docId, title, text, eventTime } = post;
      return { docId, title, text, at: eventTime, spans: [...found] };
    });
    shown += items.length;
    const counted = [...byDay].map(([day, count]) => ({ day, count })).sort((a, b) => (a.day < b.day ? -1 : 1));
    tell({ kind: 'progress', hits: page.hitsSoFar, looked: page.candidates, days: counted, items });
  }
  tell({ kind: 'done' });
}

function hitOf({ hit, spans }: ExpressionResult): ExpressionResult['spans'] | null {
  return hit ? spans : null;
}

function postOf(sample: Sample) {
  return typeof sample === 'string' ? barePost('', sample) : barePost(sample.title, sample.text);
}

/** The lints that look at an expression and its neighbours in the pack; what they say of the neighbours is left out. */
function lint(rule: RuleSpec, node: Node, pack: string, { rules, segmenter }: PreviewDeps): Problem[] {
  const { fold, lexicon } = rules;
  const cut = (text: string) => {
    const folded = fold(text);
    return { folded, boundary: segmenter.boundaries(folded) };
  };
  const found: Problem[] = [];
  const neighbours = rules.rules
    .filter((one) => one.pack === pack && one.id !== rule.id)
    .flatMap((one) => {
      const read = readExpression(one.expression, { fold, lexicon });
      return read.node === null ? [] : entryOf(one, read.node, () => {});
    });
  const own = entryOf({ ...BARE, ...rule, domain: 0, pack }, node, (problem) => found.push(problem));
  const context = {
    rules: [...neighbours, own],
    routing: null,
    satisfiable: createSatisfiable({ fold, lexicon, cut }),
    sample: [],
    leadOf: undefined,
    symbols: { fold, lexicon },
  };
  for (const one of [deadRules, duplicateRules, shadowedRules]) one(context);
  return found;
}

const BARE = { role: 'topic', topic: null, owner: null, path: '', line: 1, column: 1 } as const;

/** A rule that stands in no file: places are offsets in its expression. */
function entryOf(rule: Rule, node: Node, tell: (problem: Problem) => void): LintRule {
  const report = (start: number, finding: { code: string; message: string; hint: string }): Diagnostic => {
    const { code, message, hint } = finding;
    tell({ start, end: Math.max(start + 1, node.at.end), severity: 'warning', code, message, hint });
    return { line: 1, column: start + 1, severity: 'warning', code, message, hint };
  };
  return { rule, node, at: (_, finding) => report(0, finding), inside: (offset, finding) => report(offset, finding) };
}
