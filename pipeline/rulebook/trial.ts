import type { Edit } from '../../rules/edit.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { TrialStep } from '../model/trial.ts';
import { type BackTestDeps, backTest } from './back-test.ts';
import type { Rulebook } from './rulebook.ts';
import type { RulesInForce } from './rules-in-force.ts';

export interface TrialDeps extends BackTestDeps {
  rulebook: Pick<Rulebook, 'tryOut'>;
  inForce: Pick<RulesInForce, 'current'>;
  now(): number;
}

export interface TrialOptions {
  /** Stored posts of so many days are judged; null: the edits are only checked. */
  days: number | null;
  signal: AbortSignal;
  tell(step: TrialStep): void;
}

const DAY_MS = 86_400_000;
/** Posts told while it runs, and kept in each list of the result. */
const MOST_SHOWN = 50;

/** Tries edits that are in no draft yet: checks them, then lets them judge stored posts, and tells what changes as it is found. */
export async function tryEdits(
  edits: readonly Edit[],
  { rulebook, inForce, now, ...deps }: TrialDeps,
  { days, signal, tell }: TrialOptions,
): Promise<void> {
  const before = inForce.current();
  const { set, diagnostics } = await rulebook.tryOut(edits);
  tell({ kind: 'checked', diagnostics: [...diagnostics] });
  if (set === null || days === null) return;
  const to = toShanghai(now());
  const from = toShanghai(toEpoch(to) - days * DAY_MS);
  let shown = 0;
  const result = await backTest({ from, to, before, after: set }, deps, {
    signal,
    most: MOST_SHOWN,
    onProgress({ counts, changed }) {
      const news = changed.slice(0, MOST_SHOWN - shown);
      shown += news.length;
      tell({ kind: 'progress', counts: { ...counts }, changed: news });
    },
  });
  tell({ kind: 'done', result });
}
