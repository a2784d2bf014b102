import { z } from 'zod';
import { actor } from './actor.ts';
import { instant } from './calendar.ts';
import { warningLevel } from './levels.ts';
import { silenceMatch } from './silence.ts';

export { type Actor, actor } from './actor.ts';

/** What an operator asks for. It becomes true only when the stateful hop has applied it. */
export const action = z.object({
  actionId: z.string(),
  kind: z.enum(['acknowledge', 'close', 'comment']),
  alertId: z.string(),
  by: actor,
  at: instant,
  /** Words of the operator; required to close and to comment. */
  reason: z.string().nullable(),
  /** The version the operator saw; a newer one refuses the action. Null = whatever is current. */
  expectedVersion: z.int().positive().nullable(),
});
export type Action = z.infer<typeof action>;

const about = { actionId: z.string(), by: actor, at: instant, reason: z.string() };

/**
 * What an operator decides about which posts make an event. Kept as a constraint: whatever comes later respects it.
 * `merge` makes two events one, `split` takes the named posts, with their exact copies, out into an event of their own.
 */
export const eventAction = z.discriminatedUnion('kind', [
  z.object({ ...about, kind: z.literal('merge'), eventId: z.string(), otherEventId: z.string() }),
  z.object({ ...about, kind: z.literal('split'), eventId: z.string(), docIds: z.array(z.string()).min(1) }),
]);
export type EventAction = z.infer<typeof eventAction>;

/**
 * What people decide about staying silent; see `silence.ts`. `silence` asks for one (its id is that of the action),
 * `approve-silence` agrees as the second person, `end-silence` ends or declines one.
 */
export const silenceAction = z.discriminatedUnion('kind', [
  z.object({ ...about, kind: z.literal('silence'), match: silenceMatch, upTo: warningLevel, until: instant }),
  z.object({ ...about, kind: z.literal('approve-silence'), silenceId: z.string() }),
  z.object({ ...about, kind: z.literal('end-silence'), silenceId: z.string() }),
]);
export type SilenceAction = z.infer<typeof silenceAction>;

/** What became of an action. `refused` carries a sentence for the operator. */
export const actionResult = z.object({
  actionId: z.string(),
  /** What it was done to: an alert, an event (`merge`, `split`), a silence, or a case. */
  alertId: z.string(),
  state: z.enum(['applied', 'refused']),
  problem: z.string().nullable(),
  /** Name of the refusal, for what is done to cases. */
  refusal: z.string().nullable().optional(),
  at: instant,
});
export type ActionResult = z.infer<typeof actionResult>;
