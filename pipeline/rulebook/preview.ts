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
import type { Preview } from '../model/preview.ts';
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
/** Candidates looked at: an answer while one types, not a count of everything. */
const MOST_LOOKED = 1_000;

/** A rule as it is being written: what is wrong with it, its samples, and recent posts with the matcher's own eyes. */
export async function previewRule(
  rule: RuleSpec,
  pack: string,
  deps: PreviewDeps,
  { days, signal }: { days: number; signal: AbortSignal },
): Promise<Preview> {
  const { fold, lexicon } = deps.rules;
  const to = toShanghai(deps.now());
  const from = toShanghai(toEpoch(to) - days * DAY_MS);
  const { node, problems } = readExpression(rule.expression, { fold, lexicon });
  const posts: Preview['posts'] = { from, to, hits: 0, looked: 0, complete: true, days: [], items: [] };
  if (node === null) return { canonical: null, problems: [...problems], samples: [], posts };
  const { filter, match } = compileExpression(rule.expression, { fold, lexicon });
  const toSubject = createSubjectReader(deps.segmenter, fold);
  const samples = (['hit', 'miss'] as const).flatMap((kind) =>
    (rule.samples?.[kind] ?? []).map((sample, index) => {
      const { hit, why } = match(toSubject(postOf(sample)));
      return { kind, index, ok: hit === (kind === 'hit'), why };
    }),
  );
  const byDay = new Map<string, number>();
  const search = { filter, from, to, verify: (subject: Subject) => hitOf(match(subject)) };
  for await (const page of backSearch(search, { queries: deps.queries, toSubject }, { signal })) {
    for (const { post, found } of page.hits) {
      const { docId, title, text, eventTime } = post.post;
      const day = dayOf(toEpoch(eventTime));
      byDay.set(day, (byDay.get(day) ?? 0) + 1);
      if (posts.items.length < SHOWN) posts.items.push({ docId, title, text, at: eventTime, spans: [...found] });
    }
    posts.hits = page.hitsSoFar;
    posts.looked = page.candidates;
    posts.complete = page.candidates < MOST_LOOKED;
    if (!posts.complete) break;
  }
  posts.days = [...byDay].map(([day, count]) => ({ day, count })).sort((a, b) => (a.day < b.day ? -1 : 1));
  return { canonical: print(node), problems: [...problems, ...lint(rule, node, pack, deps)], samples, posts };
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
