import { z } from 'zod';
import { instant } from './calendar.ts';

/** State row of kind `burst`: an hour with far more posts than usual, with the figures that led to it. */
export const keptBurst = z.object({
  burstId: z.string(),
  /** Whose posts were counted: of a topic (`ref` is its name) or of an event (`ref` is its id). */
  subject: z.object({ kind: z.enum(['topic', 'event']), ref: z.string(), name: z.string() }),
  /** Start of the hour, in event time. */
  at: instant,
  count: z.int().positive(),
  /** Median of the hours compared, and 1.4826 × their median absolute deviation. */
  usual: z.number().nonnegative(),
  spread: z.number().nonnegative(),
  /** Probability of so many or more at the usual level (Poisson). */
  tail: z.number().min(0).max(1),
  /** How many earlier hours were compared, and which: same hour and kind of day, same hour, any. */
  compared: z.int().positive(),
  level: z.enum(['hour-and-day', 'hour', 'all']),
  /** Of the rule in heat.yaml. */
  version: z.string(),
  foundAt: instant,
});
export type KeptBurst = z.infer<typeof keptBurst>;

/** The hour and its figures in one sentence. */
export function burstWords({ at, count, usual }: Pick<KeptBurst, 'at' | 'count' | 'usual'>): string {
  return `${at.slice(0, 13).replace('T', ' ')} 时 ${count} 帖，平常 ${usual} 帖`;
}
