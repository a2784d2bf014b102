import type { Edit } from '../../rules/edit.ts';
import { RuleErrors } from '../../rules/errors.ts';
import { formatDiagnostic } from '../../rules/language/diagnostics.ts';
import { loadRules } from '../../rules/load.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import type { RuleVersion } from '../model/draft.ts';
import type { Logger } from '../stage.ts';
import { placeEdits } from './check-edits.ts';
import type { Versions } from './versions.ts';

/**
 * The rule set that this process works with: one reference, replaced as a whole. Whoever asks takes the set once for a
 * piece of work, so that the work never sees half of two.
 */
export interface RulesInForce {
  current(): RuleSet;
  /** What is laid over the shipped folder to make it. */
  edits(): readonly Edit[];
  /** Number of the version whose edits are in force; 0 is the shipped folder alone. */
  number(): number;
  /**
   * Why the published version is not what is in force, in Chinese, every diagnostic a line; null when it is. A set that
   * does not load is refused and the one before it stays; at the start that is the shipped folder alone, since a bureau
   * without any rules would see nothing at all.
   */
  problem(): string | null;
  /** Looks at what is published and takes it over when it is another version. */
  refresh(): Promise<void>;
  close(): void;
}

export interface InForceDeps {
  versions: Pick<Versions, 'current'>;
  rulesDir: string;
  log: Logger;
  /** Between two looks at what other processes published. Default 3,000. */
  pollMs?: number;
}

/** Throws RuleErrors when the shipped folder itself does not load. */
export async function openRulesInForce({
  versions,
  rulesDir,
  log,
  pollMs = 3_000,
}: InForceDeps): Promise<RulesInForce> {
  let set = await loadRules(rulesDir);
  if (set.learned.problem !== null) log.warn({ problem: set.learned.problem }, 'learned part left out');
  let laid: readonly Edit[] = [];
  let number = 0;
  let problem: string | null = null;
  /** The version that was refused: it is not tried again, since it would fail again. */
  let refused = 0;
  let turn: Promise<void> = Promise.resolve();

  async function takeOver({ edits, number: next, version }: RuleVersion): Promise<void> {
    try {
      set = await loadRules(rulesDir, placeEdits(edits));
      laid = edits;
      number = next;
      problem = null;
      log.info({ number: next, version: set.version }, 'rules replaced');
    } catch (error) {
      if (!(error instanceof RuleErrors)) throw error;
      refused = next;
      problem = error.diagnostics.map(formatDiagnostic).join('\n');
      log.error({ number: next, version, problem }, 'published rules refused, the rules before stay in force');
    }
  }
  async function look(): Promise<void> {
    const published = await versions.current();
    if (published !== null && published.number !== number && published.number !== refused) await takeOver(published);
  }
  function refresh(): Promise<void> {
    const looking = turn.then(look);
    turn = looking.catch(() => {});
    return looking;
  }
  await refresh();
  const timer = setInterval(() => {
    refresh().catch((error: unknown) => log.warn({ err: String(error) }, 'cannot see what rules are published'));
  }, pollMs);
  timer.unref();

  return {
    current: () => set,
    edits: () => laid,
    number: () => number,
    problem: () => problem,
    refresh,
    close: () => clearInterval(timer),
  };
}
