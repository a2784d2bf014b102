import { z } from 'zod';
import { instant } from './calendar.ts';

export const JUDGEMENTS = { real: '真实', false: '误报', missed: '漏报' } as const;
/** real and false: what a person says of a rule that fired on a post; missed: of one that should have. */
export const judgement = z.enum(['real', 'false', 'missed']);
export type Judgement = z.infer<typeof judgement>;

/** What a person said of one rule on one post. The latest word counts; earlier ones are in the audit log. */
export const feedback = z.object({
  rule: z.string(),
  docId: z.string(),
  judgement,
  by: z.string(),
  at: instant,
  /** Version of the rules that the post had been judged with. */
  rulesVersion: z.string(),
  /** Why, in the person's words. */
  note: z.string().nullable(),
});
export type Feedback = z.infer<typeof feedback>;

/** A share with its 95 % interval; null where nothing was counted. */
export const precision = z.object({
  real: z.int().nonnegative(),
  false: z.int().nonnegative(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Precision = z.infer<typeof precision>;
