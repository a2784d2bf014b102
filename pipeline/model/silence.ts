import { z } from 'zod';
import { actor } from './actor.ts';
import { instant } from './calendar.ts';
import { warningLevel } from './levels.ts';

/** What a silence is about: every given label must be that of the alert; at least one is given. */
export const silenceMatch = z.strictObject({
  eventId: z.string().min(1).optional(),
  topic: z.string().min(1).optional(),
  district: z.string().min(1).optional(),
  estate: z.string().min(1).optional(),
});
export type SilenceMatch = z.infer<typeof silenceMatch>;

export const SILENCE_STATES = { proposed: '待第二人同意', 'in-force': '已生效', ended: '已结束' } as const;

/**
 * No notices and no escalation for certain alerts until an instant, for a stated reason. One that reaches orange or red
 * is in force only when a second person has agreed. Past its end it has no effect, whatever its state says.
 */
export const silence = z.object({
  silenceId: z.string(),
  match: silenceMatch,
  /** Graver alerts are told as ever. */
  upTo: warningLevel,
  until: instant,
  reason: z.string(),
  by: actor,
  at: instant,
  state: z.enum(['proposed', 'in-force', 'ended']),
  approvedBy: actor.nullable(),
  endedBy: actor.nullable(),
});
export type Silence = z.infer<typeof silence>;

/** Kind of the state rows that hold silences. */
export const SILENCES = 'silence';

/** At or above this level a second person must agree. */
export const SECOND_PERSON_FROM = '橙';
