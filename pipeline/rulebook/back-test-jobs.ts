import { z } from 'zod';
import { mergeEdits } from '../../rules/edit.ts';
import { loadRules } from '../../rules/load.ts';
import { RefusedError } from '../errors.ts';
import { backTestResult } from '../model/back-test.ts';
import { instant, toShanghai } from '../model/calendar.ts';
import { type Draft, draftEdit } from '../model/draft.ts';
import { sha256 } from '../model/ids.ts';
import type { Logger } from '../stage.ts';
import type { Store } from '../store/store.ts';
import { type BackTestDeps, backTest } from './back-test.ts';
import { placeEdits } from './check-edits.ts';
import type { RulesInForce } from './rules-in-force.ts';
import type { Versions } from './versions.ts';

/** The result of a draft's back-test, kept with the draft so that whoever approves sees what the author saw. */
export const keptBackTest = z.object({
  /** Hash of the edits it was run on. */
  editsHash: z.string(),
  by: z.string(),
  at: instant,
  result: backTestResult,
});
export type KeptBackTest = z.infer<typeof keptBackTest>;

export interface BackTestState {
  /** Posts judged so far by the run under way; null when none is. */
  running: { analysed: number } | null;
  /** Why the last run came to nothing, in Chinese; null otherwise. */
  problem: string | null;
  last: KeptBackTest | null;
  /** The draft was changed since the last one. */
  outdated: boolean;
}

export interface BackTestJobs {
  /** One run for each draft at a time; a second start is refused. Does not wait for the end. */
  start(draft: Draft, range: { from: string; to: string }, by: string): Promise<void>;
  stop(draftId: string): void;
  state(draft: Draft): Promise<BackTestState>;
  close(): Promise<void>;
}

const KIND = 'rule-back-test';
/** Posts kept in each list. */
const MOST = 100;

export interface JobDeps extends Omit<BackTestDeps, 'store'> {
  store: BackTestDeps['store'] & Pick<Store, 'state' | 'putState'>;
  versions: Pick<Versions, 'current'>;
  inForce: RulesInForce;
  rulesDir: string;
  now(): number;
  log: Logger;
}

export function createBackTestJobs(deps: JobDeps): BackTestJobs {
  const running = new Map<string, { analysed: number; stop: AbortController; ended: Promise<void> }>();
  const problems = new Map<string, string>();

  async function run(
    draft: Draft,
    range: { from: string; to: string },
    by: string,
    job: { analysed: number; stop: AbortController },
  ) {
    const own = draft.edits.map(({ edit }) => edit);
    const edits = mergeEdits((await deps.versions.current())?.edits ?? [], own);
    const after = await loadRules(deps.rulesDir, placeEdits(edits));
    const result = await backTest({ ...range, before: deps.inForce.current(), after }, deps, {
      signal: job.stop.signal,
      most: MOST,
      onProgress: ({ analysed }) => {
        job.analysed = analysed;
      },
    });
    const kept: KeptBackTest = { editsHash: hashOf(draft), by, at: toShanghai(deps.now()), result };
    const row = await deps.store.state(KIND, draft.draftId);
    await deps.store.putState(KIND, draft.draftId, kept, row?.version ?? null);
  }

  return {
    async start(draft, range, by) {
      if (running.has(draft.draftId)) throw new RefusedError('这份草稿正在回测', { hint: '等它结束，或先停止' });
      problems.delete(draft.draftId);
      const job = { analysed: 0, stop: new AbortController(), ended: Promise.resolve() };
      running.set(draft.draftId, job);
      job.ended = run(draft, range, by, job)
        .catch((error: unknown) => {
          const stopped = job.stop.signal.aborted;
          problems.set(
            draft.draftId,
            stopped ? '已停止' : `回测没有完成：${error instanceof Error ? error.message : error}`,
          );
          if (!stopped) deps.log.warn({ draftId: draft.draftId, err: String(error) }, 'back-test failed');
        })
        .finally(() => running.delete(draft.draftId));
    },
    stop: (draftId) => running.get(draftId)?.stop.abort(new Error('stopped')),
    async state(draft) {
      const row = await deps.store.state(KIND, draft.draftId);
      const last = row === null ? null : keptBackTest.parse(row.value);
      const job = running.get(draft.draftId);
      return {
        running: job === undefined ? null : { analysed: job.analysed },
        problem: problems.get(draft.draftId) ?? null,
        last,
        outdated: last !== null && last.editsHash !== hashOf(draft),
      };
    },
    async close() {
      for (const { stop } of running.values()) stop.abort(new Error('closing'));
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

function hashOf({ edits }: Draft): string {
  return sha256(JSON.stringify(z.array(draftEdit).parse(edits)));
}
