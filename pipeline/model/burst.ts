import { z } from 'zod';
import { instant } from './calendar.ts';

/** State row of kind `burst`: an hour with far more posts than usual, with the figures that led to it. */
export const keptBurst = z.object({
  burstId: z.string(),
  /** Whose posts were counted: of a topic (`ref` is its name) or of an event (`ref` is its id). */
  subject: z.object({ kind: z.enum(['topic', 'event']), ref: z.string(), name: z.string() }),
  /** Start of the hour, in event time. */
  at: instant,
  /** Posts, of an event with its exact copies. */
  count: z.int().positive(),
  /** Distinct authors of these, which is what was compared; unknown for bursts kept before it was looked at. */
  voices: z.int().positive().optional(),
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
export function burstWords({ at, usual, ...spread }: Pick<KeptBurst, 'at' | 'count' | 'voices' | 'usual'>): string {
  return `${at.slice(0, 13).replace('T', ' ')} 时 ${spreadWords(spread)}，平常 ${usual} 帖`;
}

/** Authors are told where they are fewer than the posts: at least so many, as not all are known or looked at. */
export function spreadWords({ count, voices = count }: Pick<KeptBurst, 'count' | 'voices'>): string {
  return voices < count ? `${count} 帖（来自至少 ${voices} 位作者）` : `${count} 帖`;
}
