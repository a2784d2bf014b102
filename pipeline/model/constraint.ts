import { z } from 'zod';

/**
 * What an operator decided about events, kept for good: whatever comes later respects it. `left` and `right` are docIds
 * of members at the time; both belong to one event (`together`), or never do (`apart`).
 */
export const constraint = z.object({
  kind: z.enum(['together', 'apart']),
  left: z.array(z.string()).min(1),
  right: z.array(z.string()).min(1),
});
export type Constraint = z.infer<typeof constraint>;

/** Kind of the state rows that hold constraints; the id is the action's. */
export const CONSTRAINTS = 'event-constraint';
