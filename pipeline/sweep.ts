import { escalate } from './alert/escalate.ts';
import { ConflictError } from './errors.ts';
import type { Alert } from './model/alert.ts';
import { toShanghai } from './model/calendar.ts';
import type { Notice } from './model/notice.ts';
import { composeNotices } from './notify/compose.ts';
import type { StageContext } from './stage.ts';
import type { Store } from './store/store.ts';
import type { WorkingDays } from './working-days/working-days.ts';

const BATCH = 500;

export interface SweepDeps {
  store: Store;
  channels: readonly Notice['channel'][];
  workingDays: WorkingDays;
  onAlert?: (alert: Alert) => void;
}

/**
 * Takes open alerts whose time has come, and writes next deadline, notices and log line in one unit of work each.
 * An acknowledgement that was committed first wins: the version no longer fits and the step does not happen.
 * @returns how many steps were taken
 */
export async function sweepAlerts(deps: SweepDeps, ctx: StageContext): Promise<number> {
  const due = await deps.store.dueAlerts(toShanghai(ctx.now()), BATCH);
  let taken = 0;
  for (const alert of due) {
    if (await takeStep(alert, deps, ctx)) taken += 1;
  }
  return taken;
}

async function takeStep(alert: Alert, deps: SweepDeps, ctx: StageContext): Promise<boolean> {
  const at = toShanghai(ctx.now());
  const { alert: next, receivers, what } = escalate(alert, ctx.now(), deps.workingDays);
  const round = next.version;
  const notices = composeNotices({ alert: next, receivers, channels: deps.channels, reason: 'escalated', round, at });
  const detail = { eventId: alert.eventId, step: next.step, receivers, what };
  try {
    await deps.store.commit({
      notices,
      alerts: [next],
      audit: [{ at, actor: 'system', action: 'alert.escalated', object: alert.alertId, detail }],
    });
  } catch (error) {
    if (error instanceof ConflictError) {
      ctx.log.info({ alertId: alert.alertId }, 'escalation not needed, alert changed meanwhile');
      return false;
    }
    throw error;
  }
  deps.onAlert?.(next);
  return true;
}
