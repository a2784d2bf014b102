import { SYSTEM_ACTOR } from './case/standing.ts';
import type { ActionResult } from './model/action.ts';
import { toShanghai } from './model/calendar.ts';
import type { Case } from './model/case.ts';
import type { CaseAction } from './model/case-action.ts';
import { deterministicId } from './model/ids.ts';
import type { Logger } from './stage.ts';
import type { Store } from './store/store.ts';

const BATCH = 200;
/** What was asked for is durable; it is asked for again only when it must have got lost. */
const ASK_AGAIN_MS = 600_000;

export interface CaseSweepDeps {
  store: Pick<Store, 'dueCases'>;
  submit(action: CaseAction): Promise<ActionResult | 'pending'>;
  now: () => number;
  log: Logger;
}

/**
 * Looks for cases with a clock of which somebody must be told now, and asks for it by an action like any other, so that the
 * log replayed gives the same cases. The id is a hash of case and version: two processes, or one after a restart, ask for
 * the same. Gives a function that looks once and resolves, when the actions were applied, to how many.
 */
export function createCaseSweep({ store, submit, now, log }: CaseSweepDeps): () => Promise<number> {
  const asked = new Map<string, number>();

  async function ask({ caseId, version }: Case, at: string): Promise<number> {
    const actionId = deterministicId('act', 'call', caseId, String(version));
    if (asked.has(actionId)) return 0;
    asked.set(actionId, now());
    const about = { actionId, caseId, by: SYSTEM_ACTOR, at, reason: null, expectedVersion: null };
    const result = await submit({ ...about, kind: 'call' });
    if (result === 'pending') return 0;
    if (result.state === 'refused')
      log.info({ caseId, refusal: result.refusal }, 'nobody need be told of a clock any more');
    return result.state === 'applied' ? 1 : 0;
  }

  return async () => {
    const at = toShanghai(now());
    for (const [actionId, when] of asked) if (Math.abs(now() - when) > ASK_AGAIN_MS) asked.delete(actionId);
    const due = await store.dueCases(at, BATCH);
    const done = await Promise.all(due.map((one) => ask(one, at)));
    return done.reduce((sum, one) => sum + one, 0);
  };
}
