import type { Diagnostic } from '../language/diagnostics.ts';
import type { RulesReading } from '../load.ts';
import type { Finding, Path } from '../yaml-file.ts';
import { conflictingRoutes } from './conflicting-routes.ts';
import { deadRules } from './dead-rules.ts';
import { duplicateRules } from './duplicate-rules.ts';
import type { Lint, LintContext, LintOptions, LintRule } from './lint.ts';
import { createSatisfiable } from './satisfiable.ts';
import { shadowedRules } from './shadowed-rules.ts';
import { tooBroad } from './too-broad.ts';
import { unalignedTerms } from './unaligned-terms.ts';

const LINTS: readonly Lint[] = [deadRules, duplicateRules, shadowedRules, tooBroad, conflictingRoutes, unalignedTerms];

/** Runs every lint over the rules in force. A list that does not exist is an error of loading, not found here. */
export function lintRules(
  reading: Pick<RulesReading, 'packs' | 'nodes' | 'routing' | 'fold' | 'lexicon'>,
  options: LintOptions,
): readonly Diagnostic[] {
  const { fold, lexicon, routing } = reading;
  const context: LintContext = {
    rules: placed(reading),
    routing,
    satisfiable: createSatisfiable({ fold, lexicon, cut: options.cut }),
    sample: options.sample ?? [],
    leadOf: options.leadOf,
    symbols: { fold, lexicon },
  };
  return LINTS.flatMap((lint) => lint(context));
}

function placed({ packs, nodes }: Pick<RulesReading, 'packs' | 'nodes'>): LintRule[] {
  // By place and not by id: a number used twice is an error of its own, told beside these.
  const byPlace = new Map(nodes.map((entry) => [placeOf(entry.rule), entry]));
  return packs.flatMap(({ file, spec }) =>
    spec.rules.flatMap((_, index) => {
      const entry = byPlace.get(placeOf(file.at(['rules', index], NOWHERE)));
      if (entry === undefined || entry.rule.pack !== spec.id) return [];
      return {
        ...entry,
        at: (path: Path, finding: Finding) => file.at(['rules', index, ...path], finding),
        inside: (offset: number, finding: Finding) => file.inside(['rules', index, 'expression'], offset, finding),
      };
    }),
  );
}

const NOWHERE: Finding = { code: '', message: '', hint: '' };

function placeOf({ path, line, column }: Pick<Diagnostic, 'path' | 'line' | 'column'>): string {
  return `${path}:${line}:${column}`;
}
