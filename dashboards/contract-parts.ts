import { z } from 'zod';
import { instant } from '../pipeline/model/calendar.ts';

/** Parts that requests and answers are made of; no shapes of their own, so the description of the API does not name them. */

/** `a,b` or the parameter given several times → list without blanks and repeats. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (given: string | string[]) => [
      ...new Set(
        [given]
          .flat()
          .flatMap((part) => String(part).split(','))
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      ),
    ],
    z.array(item).max(50),
  );

export const word = z.string().trim().min(1).max(200).optional();
export const flag = z.enum(['true', 'false']).transform((given) => given === 'true');
export const time = instant.optional();
export const limit = z.coerce.number().int().min(1).max(200).default(50);
export const cursor = z.string().min(1).max(1000).optional();
export const alertState = z.enum(['open', 'acknowledged', 'closed']);

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    /** `cursor` of the page after; null on the last. */
    next: z.string().nullable(),
    /** Matches in all, counted up to 10,000; `totalCapped` says when there are more. */
    total: z.int().nonnegative(),
    totalCapped: z.boolean(),
    serverTime: instant,
  });

export const count = z.int().nonnegative();

export const named = z.object({ id: z.string(), name: z.string() });

export function arrangementReason() {
  return z.string().trim().min(1, '请写明理由').max(2000, '理由不超过 2000 个字');
}
