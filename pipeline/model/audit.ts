import { z } from 'zod';
import { instant } from './calendar.ts';

/** A line of the audit log before it is chained. */
export const auditEntry = z.object({
  at: instant,
  /** Account, or `system`. */
  actor: z.string(),
  /** Verb in the field's words, e.g. `alert.raised`, `alert.acknowledged`, `login.failed`. */
  action: z.string(),
  /** What it was done to, e.g. an alert id. */
  object: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** A chained line: hash = SHA-256 over the previous hash and this line's canonical JSON. `seq` counts from 1. */
export const auditRow = auditEntry.extend({ seq: z.int().positive(), previous: z.string(), hash: z.string() });
export type AuditRow = z.infer<typeof auditRow>;
