import { z } from 'zod';
import { scorePart } from './verdict.ts';

/** How much an event is talked of, by the formula of heat.yaml. */
export const heat = z.object({
  /** The sum of the parts; with the shipped weights 0–100. */
  value: z.number().nonnegative(),
  parts: z.array(scorePart),
  /** Inputs that are not known and count as nothing, in words. */
  missing: z.array(z.string()),
  /** Of the formula and its weights. */
  version: z.string(),
});
export type Heat = z.infer<typeof heat>;
