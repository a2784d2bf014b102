import type { SQLOutputValue } from 'node:sqlite';
import { type AuditRow, auditRow } from '../../model/audit.ts';
import { type Outcome, outcome } from '../../model/outcome.ts';
import { numberOf, textOf, textOrNull } from './sqlite-values.ts';

type Row = Record<string, SQLOutputValue>;

export function toOutcome(row: Row): Outcome {
  return outcome.parse({
    rawId: row.raw_id,
    docId: row.doc_id,
    sourceId: row.source_id,
    kind: row.kind,
    duplicateOf: row.duplicate_of,
    reason: row.reason,
    at: row.at,
  });
}

/** A line whose detail is no JSON keeps its place, with the text as it is: the chain then shows that it was changed. */
export function toAuditRow(row: Row): AuditRow {
  const { success, data } = auditRow.shape.detail.safeParse(jsonOrNull(textOf(row, 'detail')));
  return {
    seq: numberOf(row, 'seq'),
    at: textOf(row, 'at'),
    actor: textOf(row, 'actor'),
    action: textOf(row, 'action'),
    object: textOf(row, 'object'),
    detail: success ? data : { unreadable: textOrNull(row, 'detail') },
    previous: textOf(row, 'previous'),
    hash: textOf(row, 'hash'),
  };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
