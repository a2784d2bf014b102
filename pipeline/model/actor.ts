import { z } from 'zod';

/** Who acts: the account, its role and department at the time. */
export const actor = z.object({
  account: z.string(),
  name: z.string(),
  role: z.string(),
  department: z.string(),
  /** Which post of the department a leader holds, e.g. 分管领导 or 局长; absent where the account does not say. */
  post: z.string().optional(),
});
export type Actor = z.infer<typeof actor>;

/** 质监站的联络员, 局领导的局长: in which capacity somebody acts, for sentences. */
export function positionOf({ department, role, post }: Pick<Actor, 'department' | 'role' | 'post'>): string {
  return `${department}的${post ?? role}`;
}
