import { z } from 'zod';

/** Who acts: the account, its role and department at the time. */
export const actor = z.object({ account: z.string(), name: z.string(), role: z.string(), department: z.string() });
export type Actor = z.infer<typeof actor>;
