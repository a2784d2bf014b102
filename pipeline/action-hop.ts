import { z } from 'zod';
import { applyAction } from './alert/apply-action.ts';
import type { Bus, DeadLetter, Delivered } from './bus/bus.ts';
import { isSystem } from './case/standing.ts';
import { actOnCase } from './case-actions.ts';
import { ConflictError, PoisonError, RetryableError } from './errors.ts';
import { actOnEvent, type EventActionDeps } from './event-actions.ts';
import {
  type Action,
  type ActionResult,
  action,
  type EventAction,
  eventAction,
  type SilenceAction,
  silenceAction,
} from './model/action.ts';
import { toShanghai } from './model/calendar.ts';
import type { Case } from './model/case.ts';
import { type CaseAction, caseAction } from './model/case-action.ts';
import { actOnSilence } from './silence-actions.ts';
import type { Logger, StageContext } from './stage.ts';
import type { Store } from './store/store.ts';

/** What operators do to alerts and cases needs the store, what they do to events all that respond needs. */
export type ActionDeps = EventActionDeps & { onCase?: (made: Case) => void };

/** action → alert, event, silence or case. Each action is applied once: a repeated one finds its result. */
export async function actBatch(batch: readonly Delivered[], deps: ActionDeps, ctx: StageContext): Promise<void> {
  for (const { value, offset } of batch) {
    const parsed = z.union([action, eventAction, silenceAction, caseAction]).safeParse(value);
    if (!parsed.success)
      throw new PoisonError(`action at ${offset} has the wrong shape: ${z.prettifyError(parsed.error)}`);
    if ((await deps.store.actionResult(parsed.data.actionId)) !== null) continue;
    if ('caseId' in parsed.data) await actOnCase(parsed.data, deps);
    else if ('eventId' in parsed.data) await actOnEvent(parsed.data, deps, ctx);
    else if ('alertId' in parsed.data) await act(parsed.data, deps, ctx);
    else await actOnSilence(parsed.data, deps, ctx);
  }
}

async function act(wanted: Action, deps: ActionDeps, ctx: StageContext): Promise<void> {
  const alert = await deps.store.alert(wanted.alertId);
  const applied = applyAction(alert, wanted, toShanghai(ctx.now()));
  try {
    await deps.store.commit({
      alerts: applied.alert === null ? [] : [applied.alert],
      actionResults: [applied.result],
      audit: [applied.audit],
    });
  } catch (error) {
    if (error instanceof ConflictError)
      throw new RetryableError('alert changed meanwhile', { cause: error, retryAfterMs: 10 });
    throw error;
  }
  if (applied.alert !== null) deps.onAlert?.(applied.alert);
}

export type AnyAction = Action | EventAction | SilenceAction | CaseAction;

/** Actions on one thing stay in order. */
function keyOf(wanted: AnyAction): string {
  if ('caseId' in wanted) return wanted.caseId;
  if ('alertId' in wanted) return wanted.alertId;
  if ('eventId' in wanted) return wanted.eventId;
  return 'silenceId' in wanted ? wanted.silenceId : wanted.actionId;
}

const POLL_MS = 15;

/** Below the time limit of the pages: a refusal that comes late, as on a busy machine, must still reach who asked. */
const WAIT_MS = 20_000;

export interface ActionGateOptions {
  waitMs?: number;
  now: () => number;
  log: Logger;
}

/**
 * Puts an action on the bus and waits until it is applied or refused, at most `waitMs`; after that it is still on its
 * way and the answer is `pending`. That of a person is then on the audit log as not confirmed; whoever applies it later
 * adds what became of it, under the same `actionId`.
 */
export function createActionGate(bus: Bus, store: Store, { waitMs = WAIT_MS, now, log }: ActionGateOptions) {
  async function noteUnconfirmed(wanted: AnyAction): Promise<void> {
    const { actionId, kind, by } = wanted;
    const detail = { actionId, kind, name: by.name, role: by.role, department: by.department, waitedMs: waitMs };
    const line = {
      at: toShanghai(now()),
      actor: by.account,
      action: 'action.unconfirmed',
      object: keyOf(wanted),
      detail,
    };
    try {
      await store.commit({ audit: [line] });
    } catch (error) {
      // The action is durable all the same, and whoever asked is told the same.
      log.warn({ actionId, err: String(error) }, 'could not note that an action is not confirmed yet');
    }
  }

  return async function submit(wanted: AnyAction): Promise<ActionResult | 'pending'> {
    await bus.publish('action', [{ key: keyOf(wanted), value: wanted }]);
    const tries = Math.ceil(waitMs / POLL_MS);
    for (let i = 0; i < tries; i++) {
      const result = await store.actionResult(wanted.actionId);
      if (result !== null) return result;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    if (!isSystem(wanted.by)) await noteUnconfirmed(wanted);
    return (await store.actionResult(wanted.actionId)) ?? 'pending';
  };
}

/** Notes of an action that could not be processed that it was refused, so that whoever asked for it learns it. */
export async function recordDeadAction({ topic, key, value, reason, at }: DeadLetter, store: Store): Promise<void> {
  const named = z.object({ actionId: z.string().min(1) }).safeParse(value);
  if (topic !== 'action' || !named.success) return;
  const { actionId } = named.data;
  const problem = `处理这项操作时出错，没有办成；已记入死信，请联系系统管理员（${reason.slice(0, 200)}）`;
  await store.commit({
    actionResults: [{ actionId, alertId: key, state: 'refused', problem, at }],
    audit: [{ at, actor: 'system', action: 'action.failed', object: key, detail: { actionId, reason } }],
  });
}
