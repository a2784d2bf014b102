import { type AuditRow, auditRow } from '../../model/audit.ts';
import type { Elastic } from './elastic-client.ts';
import { textField } from './elastic-docs.ts';
import type { RecordWrite } from './elastic-intent.ts';
import type { Source } from './elastic-write.ts';

const lineId = (seq: number) => `audit:${seq}`;

/** Lines of the chain are numbered and chained in the head of units, and laid down with the unit they belong to. */
export function auditWrite(line: AuditRow): RecordWrite {
  const id = lineId(line.seq);
  const source = { kind: 'audit', id, seq: line.seq, object: line.object, doc: JSON.stringify(line) };
  return { index: 'state', id, source, rule: 'once' };
}

/** The lines after a number up to another, in order. */
export async function readAudit(
  elastic: Elastic,
  state: string,
  range: { after: number; upTo: number },
): Promise<AuditRow[]> {
  const seqs = Array.from({ length: Math.max(0, range.upTo - range.after) }, (_, i) => range.after + 1 + i);
  const found = await elastic.get(state, seqs.map(lineId));
  return seqs.flatMap((seq) => {
    const line = found.get(lineId(seq));
    return line === undefined ? [] : toAuditRow(line.source);
  });
}

export function toAuditRow(source: Source): AuditRow {
  return auditRow.parse(JSON.parse(textField(source, 'doc')));
}
