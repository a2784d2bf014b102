import { compileExpression, readExpression } from './compile/expression.ts';
import type { Diagnostic } from './language/diagnostics.ts';
import type { LintOptions } from './lint/lint.ts';
import { lintRules } from './lint/lint-rules.ts';
import { type RulesReading, readRules } from './load.ts';
import type { PlacedEdit } from './overlay.ts';
import type { LoadedPack } from './packs.ts';
import type { FieldText, RuleSet, Subject } from './rule-set.ts';
import type { RuleSpec, Sample } from './schema.ts';

export interface CheckOptions {
  /** Folds and segments a post as the analysis does; called once for each sample. */
  toSubject(post: { title: string; text: string }, fold: (text: string) => string): Subject;
  /** Further checks of a set that loaded, e.g. the cases of routing.yaml run through the real router. */
  more?: (set: RuleSet) => readonly Diagnostic[] | Promise<readonly Diagnostic[]>;
  /** Looks for what is allowed and hardly meant. Without posts of its own the samples of all rules are counted on. */
  lint?: Omit<LintOptions, 'cut'>;
  /** Laid over the folder before it is checked. */
  edits?: readonly PlacedEdit[];
}

/** Roles whose rules may not go without samples. */
const NEED_SAMPLES: readonly string[] = ['topic', 'urgency'];

/**
 * Everything `rules check` tells about a folder: what loading finds, samples that come out wrong, rules without
 * samples, and what the lints find. Does not throw on mistakes in the files.
 */
export async function checkRules(dir: string, options: CheckOptions): Promise<readonly Diagnostic[]> {
  return checkReading(await readRules(dir, options.edits), options);
}

/** As {@link checkRules}, of rules that have been read. What loading found comes first. */
export async function checkReading(reading: RulesReading, options: CheckOptions): Promise<readonly Diagnostic[]> {
  const { set, diagnostics, packs } = reading;
  const found: Diagnostic[] = [...diagnostics, ...missingSamples(packs)];
  found.push(...packs.flatMap((pack) => wrongSamples(pack, reading, options)));
  if (options.lint !== undefined) found.push(...lintRules(reading, lintOptions(options.lint, reading, options)));
  if (set !== null && options.more !== undefined) found.push(...(await options.more(set)));
  return found;
}

function lintOptions(
  lint: Omit<LintOptions, 'cut'>,
  { packs, fold }: RulesReading,
  { toSubject }: CheckOptions,
): LintOptions {
  const cut = (text: string) => toSubject({ title: '', text }, fold).texts.text ?? NOTHING;
  return { sample: samplesOf(packs).map((post) => toSubject(post, fold)), ...lint, cut };
}

const NOTHING: FieldText = { folded: '', boundary: Uint8Array.of(1) };

function samplesOf(packs: readonly LoadedPack[]): { title: string; text: string }[] {
  return packs.flatMap(({ spec }) =>
    spec.rules.flatMap(({ samples }) => [...(samples?.hit ?? []), ...(samples?.miss ?? [])].map(postOf)),
  );
}

function missingSamples(packs: readonly LoadedPack[]): Diagnostic[] {
  return packs.flatMap(({ file, spec }) =>
    !NEED_SAMPLES.includes(spec.role)
      ? []
      : spec.rules.flatMap((rule, index) => {
          if (rule.retired !== undefined || rule.samples !== undefined) return [];
          const message = `规则“${rule.id}”没有样例`;
          const hint = '补上 samples：hit 写必须命中的帖子，miss 写不能命中的帖子，各至少一条';
          return [file.at(['rules', index, 'id'], { code: 'missing-samples', message, hint })];
        }),
  );
}

/** A rule that does not compile is passed over: loading has said why. */
function wrongSamples({ file, spec }: LoadedPack, reading: RulesReading, options: CheckOptions): Diagnostic[] {
  const { fold, lexicon } = reading;
  return spec.rules.flatMap((rule, index) => {
    const { samples } = rule;
    if (rule.retired !== undefined || samples === undefined) return [];
    if (readExpression(rule.expression, { fold, lexicon }).node === null) return [];
    const compiled = compileExpression(rule.expression, { fold, lexicon });
    return KINDS.flatMap((kind) =>
      samples[kind].flatMap((sample, at) => {
        const { hit, why } = compiled.match(options.toSubject(postOf(sample), fold));
        if (hit === (kind === 'hit')) return [];
        return [file.at(['rules', index, 'samples', kind, at], wrongSample(rule, kind, why))];
      }),
    );
  });
}

const KINDS = ['hit', 'miss'] as const;

function wrongSample(rule: RuleSpec, kind: 'hit' | 'miss', why: string) {
  const message =
    kind === 'hit' ? `样例应命中“${rule.id}”而没有命中：${why}` : `样例不应命中“${rule.id}”却命中了：${why}`;
  return { code: kind === 'hit' ? 'sample-missed' : 'sample-hit', message, hint: '改表达式；样例本身写错了就改样例' };
}

function postOf(sample: Sample): { title: string; text: string } {
  return typeof sample === 'string' ? { title: '', text: sample } : sample;
}
