import type { RuleSet } from '../rules/rule-set.ts';
import { escalate } from './alert/escalate.ts';
import { type Mutes, readMutes } from './alert/mute.ts';
import { ConflictError } from './errors.ts';
import type { Alert } from './model/alert.ts';
import { toShanghai } from './model/calendar.ts';
import type { Notice } from './model/notice.ts';
import { composeNotices } from './notify/compose.ts';
import type { StageContext } from './stage.ts';
import type { Store, WriteUnit } from './store/store.ts';
import type { WorkingDays } from './working-days/working-days.ts';

const BATCH = 500;

export interface SweepDeps {
  store: Store;
  rules: () => Pick<RuleSet, 'escalation'>;
  channels: readonly Notice['channel'][];
  workingDays: WorkingDays;
  onAlert?: (alert: Alert) => void;
}

/**
 * Takes open alerts whose time has come, and writes next deadlines, notices and log lines in one unit of work. An
 * acknowledgement that was committed first wins: the version no longer fits and the step does not happen. Then the alerts
 * are taken one by one, so that one that changed meanwhile keeps none of the others.
 * @returns how many steps were taken
 */
export async function sweepAlerts(deps: SweepDeps, ctx: StageContext): Promise<number> {
  const due = await deps.store.dueAlerts(toShanghai(ctx.now()), BATCH);
  if (due.length === 0) return 0;
  const mutes = await readMutes({ store: deps.store, inhibit: deps.rules().escalation.inhibit, now: ctx.now() });
  const steps: Step[] = [];
  for (const alert of due) steps.push(await stepOf(alert, mutes, deps, ctx));
  if (await written(steps, deps, ctx)) return steps.length;
  let taken = 0;
  for (const step of steps) {
    if (await written([step], deps, ctx)) taken += 1;
  }
  return taken;
}

type Step = Required<Pick<WriteUnit, 'notices' | 'audit'>> & { alert: Alert };

async function stepOf(alert: Alert, mutes: Mutes, deps: SweepDeps, ctx: StageContext): Promise<Step> {
  const [now, at] = [ctx.now(), toShanghai(ctx.now())];
  const posts = (await deps.store.event(alert.eventId))?.postCount ?? alert.postsTold;
  const escalated = escalate(alert, { now, workingDays: deps.workingDays, muted: mutes(alert), posts });
  const { alert: next, receivers, reason, what } = escalated;
  const order = { alert: next, receivers, channels: deps.channels, reason, round: next.version, at };
  const action = next.muted === null ? 'alert.escalated' : 'alert.muted';
  const detail = { eventId: alert.eventId, step: next.step, receivers, what };
  return {
    alert: next,
    notices: receivers.length === 0 ? [] : composeNotices(order),
    audit: what === null ? [] : [{ at, actor: 'system', action, object: alert.alertId, detail }],
  };
}

async function written(steps: readonly Step[], { store, onAlert }: SweepDeps, ctx: StageContext): Promise<boolean> {
  try {
    await store.commit({
      notices: steps.flatMap(({ notices }) => notices),
      alerts: steps.map(({ alert }) => alert),
      audit: steps.flatMap(({ audit }) => audit),
    });
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    ctx.log.info({ alerts: steps.length }, 'an alert changed meanwhile, its escalation is not needed');
    return false;
  }
  for (const { alert } of steps) onAlert?.(alert);
  return true;
}
