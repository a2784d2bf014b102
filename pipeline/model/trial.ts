import { z } from 'zod';
import { backTestPost, backTestResult } from './back-test.ts';
import { diagnostic } from './preview.ts';

/**
 * What is told of edits while they are tried, in this order: what is wrong with the rules as they would be (with an error
 * among it nothing more follows), what stored posts say as they are judged, and the whole.
 */
export const trialStep = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('checked'), diagnostics: z.array(diagnostic) }),
  z.object({
    kind: z.literal('progress'),
    counts: backTestResult.shape.counts,
    /** Posts found to change since the last time; the first `MOST_SHOWN` only. */
    changed: z.array(backTestPost),
  }),
  z.object({ kind: z.literal('done'), result: backTestResult }),
]);
export type TrialStep = z.infer<typeof trialStep>;
