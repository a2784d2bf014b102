import { z } from 'zod';
import { CLOCKS } from '../../rules/clocks.ts';
import { instant } from './calendar.ts';
import { channel } from './channels.ts';
import { warningLevel } from './levels.ts';
import { places, risk, routeDecision } from './verdict.ts';

/**
 * A point in time by which something must have been done. Kept as data, swept when due, never a timer.
 * `document` names the rule the limit comes from, so that a leader can look it up.
 */
export const deadline = z.object({
  kind: z.enum(['acknowledge', ...CLOCKS]),
  name: z.string(),
  /** Null when it cannot be computed; `problem` says why. */
  dueAt: instant.nullable(),
  /** What the clock counts from, e.g. `detected`, and when that was. */
  anchor: z.enum(['published', 'detected', 'graded', 'received']),
  anchorAt: instant,
  document: z.string(),
  /** What brought it about, in words: 预警为橙色, 来自领导留言板. */
  cause: z.string().default(''),
  /** Version of the working days it was computed with; null for a clock of minutes or hours, which knows no holidays. */
  calendar: z.string().nullable().default(null),
  /** What could not be computed and what stands instead; null when all is as the rule says. */
  problem: z.string().nullable().default(null),
});
export type Deadline = z.infer<typeof deadline>;

/** One rung of the escalation policy, copied into the alert when it is raised. */
export const escalationStep = z.object({
  /** Roles told at this step, `科室:角色`. */
  receivers: z.array(z.string()).min(1),
  /** Minutes to wait for an acknowledgement before the next step. */
  waitMinutes: z.number().positive(),
  /** `12:00`: the wait ends then on the next working day; `waitMinutes` holds where that day cannot be computed. */
  nextWorkingDay: z.string().nullable().default(null),
  /** After this step comes that one (counts from 1); null = the next one, and the last one again and again. */
  repeatFrom: z.int().positive().nullable().default(null),
});
export type EscalationStep = z.infer<typeof escalationStep>;

export const ALERT_STATES = { open: '待签收', acknowledged: '已签收', closed: '已办结' } as const;

/** A warning that somebody must see. One alert per event and level: a rise of level is a new alert. */
export const alert = z.object({
  alertId: z.string(),
  eventId: z.string(),
  /** The post that raised it. */
  docId: z.string(),
  level: warningLevel,
  topic: z.string(),
  title: z.string(),
  summary: z.string(),
  places,
  channel,
  sourceName: z.string(),
  risk,
  route: routeDecision,
  rulesVersion: z.string(),
  publishedAt: instant.nullable(),
  /** When the system raised it. */
  detectedAt: instant,
  state: z.enum(['open', 'acknowledged', 'closed']),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: instant.nullable(),
  closedBy: z.string().nullable(),
  closedAt: instant.nullable(),
  closeReason: z.string().nullable(),
  deadlines: z.array(deadline),
  /** The escalation policy as it stood when the alert was raised; later edits do not touch it. */
  steps: z.array(escalationStep),
  /** Index of the last step that was carried out. */
  step: z.int().nonnegative(),
  /** When the sweep must look again; null only in a terminal or acknowledged state. */
  nextDueAt: instant.nullable(),
  /** Posts of the event when people were last told, and when that was; null = not yet. */
  postsTold: z.int().positive().default(1),
  toldAt: instant.nullable().default(null),
  /** Why nobody is being told now; the step is told when that is over. */
  muted: z
    .object({ code: z.enum(['silenced', 'inhibited']), detail: z.string(), at: instant })
    .nullable()
    .default(null),
  version: z.int().positive(),
});
export type Alert = z.infer<typeof alert>;
