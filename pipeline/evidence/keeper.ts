import { join } from 'node:path';
import { z } from 'zod';
import { ConflictError } from '../errors.ts';
import type { Alert } from '../model/alert.ts';
import { toShanghai } from '../model/calendar.ts';
import type { Logger } from '../stage.ts';
import type { Queries } from '../store/queries.ts';
import type { StateRow, Store } from '../store/store.ts';
import type { CapturePage } from './captured-page.ts';
import { EVIDENCE_FOLDER, writePackage } from './package.ts';

export const EVIDENCE_KIND = 'evidence';
/** State row of kind `evidence` by alert id. */
export const evidenceState = z.object({
  /** `none`: there is nothing to capture, or it could not be captured and is not tried again. */
  state: z.enum(['waiting', 'kept', 'none']),
  attempts: z.int(),
  /** Epoch milliseconds before which nobody tries; also keeps other processes off an attempt under way. */
  notBefore: z.number(),
  problem: z.string().nullable(),
  manifestSha256: z.string().nullable(),
});
type EvidenceState = z.infer<typeof evidenceState>;

export interface EvidenceKeeperDeps {
  store: Store;
  queries: Pick<Queries, 'findAlerts'>;
  capture: CapturePage;
  dataDir: string;
  now: () => number;
  log: Logger;
}

export interface EvidenceKeeper {
  /** Captures what alerts need and nothing has kept yet; resolves with how many packages were kept. Never twice at once. */
  keep(): Promise<number>;
}

/** From this level on the page is kept. */
const LEVELS = ['橙', '红'] as const;
/** Older alerts are history that was filed: what their pages show now is no evidence of then. */
const LOOK_BACK_MS = 3 * 24 * 3_600_000;
const A_SWEEP = 100;
const ATTEMPT_MS = 5 * 60_000;
const MOST_ATTEMPTS = 6;

/**
 * What is to be kept follows from the records (alerts of the last days without a row), so a crash forgets nothing.
 * Waiting time doubles from one minute; after six tries, about half an hour, the reason why not is on record.
 */
export function createEvidenceKeeper(deps: EvidenceKeeperDeps): EvidenceKeeper {
  const { store, queries, now, log } = deps;
  const root = join(deps.dataDir, EVIDENCE_FOLDER);
  let running: Promise<number> | null = null;

  async function keepAll(): Promise<number> {
    const found = await queries.findAlerts(
      { levels: LEVELS, from: toShanghai(now() - LOOK_BACK_MS) },
      { limit: A_SWEEP },
    );
    let kept = 0;
    for (const alert of found.items) if (await keepOne(alert)) kept += 1;
    return kept;
  }

  async function keepOne(alert: Alert): Promise<boolean> {
    const row = await store.state(EVIDENCE_KIND, alert.alertId);
    const before = read(row);
    if (before.state !== 'waiting' || before.notBefore > now()) return false;
    const attempts = before.attempts + 1;
    const taken = await write(alert, { ...before, attempts, notBefore: now() + ATTEMPT_MS }, row?.version ?? null);
    if (taken === null) return false; // another process is at it
    const after = await attempt(alert, attempts);
    await write(alert, after, taken);
    return after.state === 'kept';
  }

  async function attempt(alert: Alert, attempts: number): Promise<EvidenceState> {
    const result = { attempts, notBefore: 0, problem: null, manifestSha256: null };
    const post = (await store.posts([alert.docId])).get(alert.docId)?.post;
    if (!post?.url) return { ...result, state: 'none', problem: '原文没有网址' };
    try {
      const page = await deps.capture(post.sourceId, post.url);
      const { alertId, docId, title, sourceName } = alert;
      const manifestSha256 = await writePackage(root, { alertId, docId, title, sourceName }, page);
      const detail = { manifestSha256, url: page.finalUrl, status: page.status, problem: page.problem };
      const at = toShanghai(now());
      await store.commit({ audit: [{ at, actor: 'system', action: 'alert.evidence', object: alertId, detail }] });
      return { ...result, state: 'kept', problem: page.problem, manifestSha256 };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      log.warn({ alertId: alert.alertId, attempts, problem }, 'evidence not kept');
      const again = attempts < MOST_ATTEMPTS;
      const notBefore = now() + 60_000 * 2 ** (attempts - 1);
      return { ...result, state: again ? 'waiting' : 'none', notBefore, problem };
    }
  }

  async function write(alert: Alert, value: EvidenceState, version: number | null): Promise<number | null> {
    try {
      return await store.putState(EVIDENCE_KIND, alert.alertId, value, version);
    } catch (error) {
      if (error instanceof ConflictError) return null;
      throw error;
    }
  }

  return {
    keep() {
      running ??= keepAll().finally(() => {
        running = null;
      });
      return running;
    },
  };
}

function read(row: StateRow | null): EvidenceState {
  const parsed = evidenceState.safeParse(row?.value);
  return parsed.success
    ? parsed.data
    : { state: 'waiting', attempts: 0, notBefore: 0, problem: null, manifestSha256: null };
}
