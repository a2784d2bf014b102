import type { AuditEntry, AuditRow } from '../model/audit.ts';
import { sha256 } from '../model/ids.ts';
import { canonicalJson } from './canonical-json.ts';

/** Where a chain stands: the last line's number and hash. */
export interface AuditLink {
  seq: number;
  hash: string;
}

/** Before the first line. */
export const AUDIT_START: AuditLink = { seq: 0, hash: '0'.repeat(64) };

/** The line that follows `last`, numbered and chained. */
export function chainAudit(last: AuditLink, entry: AuditEntry): AuditRow {
  const line = { ...entry, seq: last.seq + 1 };
  return { ...line, previous: last.hash, hash: hashOf(last.hash, line) };
}

/**
 * Checks lines in order, from `after` on (so a long log can be checked page by page). `rows` counts the lines that hold,
 * `last` is where the chain then stands, `brokenAt` the number of the first line that was changed, moved, or comes
 * after a missing one; null when all hold. Lines cut off at the end leave no trace in the rest: compare `rows`.
 */
export function verifyAudit(
  rows: Iterable<AuditRow>,
  after: AuditLink = AUDIT_START,
): { ok: boolean; rows: number; brokenAt: number | null; last: AuditLink } {
  let last = after;
  let count = 0;
  for (const row of rows) {
    const holds = row.seq === last.seq + 1 && row.previous === last.hash && row.hash === hashOf(last.hash, row);
    if (!holds) return { ok: false, rows: count, brokenAt: row.seq, last };
    last = { seq: row.seq, hash: row.hash };
    count += 1;
  }
  return { ok: true, rows: count, brokenAt: null, last };
}

function hashOf(previous: string, line: AuditEntry & { seq: number }): string {
  const { seq, at, actor, action, object, detail } = line;
  return sha256(previous + canonicalJson({ seq, at, actor, action, object, detail }));
}
