import { z } from 'zod';
import { RetryableError } from '../../errors.ts';
import { type AuditEntry, type AuditRow, auditRow } from '../../model/audit.ts';
import { AUDIT_START, type AuditLink, chainAudit } from '../audit-chain.ts';
import type { Elastic, Found, Source } from './elastic-client.ts';
import { textField } from './elastic-docs.ts';

/**
 * The head of the chain: where it stands, and the lines that its last writer was about to lay down. Whoever writes next
 * lays them down first, so the chain has no gap whoever dies when. `unit` is what they belong to.
 */
const head = z.object({
  seq: z.number(),
  hash: z.string(),
  lines: z.array(auditRow),
  unit: z.string().nullable(),
});
type Head = z.infer<typeof head>;

const HEAD = 'audit-head';
const TRIES = 200;

const lineId = (seq: number) => `audit:${seq}`;
const unitId = (unit: string) => `audited:${unit}`;

export interface ElasticAudit {
  /** `unit` names what the entries belong to: they are appended once for it. Null: always. */
  append(entries: readonly AuditEntry[], unit: string | null): Promise<void>;
  read(afterSeq: number, limit: number): Promise<AuditRow[]>;
}

export function createElasticAudit(elastic: Elastic, names: { state: string; marks: string }): ElasticAudit {
  async function readHead(): Promise<{ head: Head; found: Found | null }> {
    const found = (await elastic.get(names.state, [HEAD])).get(HEAD) ?? null;
    if (found === null) return { head: { ...AUDIT_START, lines: [], unit: null }, found };
    return { head: head.parse(JSON.parse(textField(found.source, 'doc'))), found };
  }

  /** Lays down the lines of the last writer; a no-op where he did it himself. */
  async function settle({ lines, unit }: Head): Promise<void> {
    await elastic.write([
      ...lines.map(
        (line) => ({ do: 'create', index: names.state, id: lineId(line.seq), source: lineSource(line) }) as const,
      ),
      ...(unit === null ? [] : [{ do: 'put', index: names.marks, id: unitId(unit), source: UNIT_MARK } as const]),
    ]);
  }

  async function isAppended(unit: string, last: Head): Promise<boolean> {
    return last.unit === unit || (await elastic.get(names.marks, [unitId(unit)])).has(unitId(unit));
  }

  return {
    async append(entries, unit) {
      if (entries.length === 0) return;
      for (let tries = 0; tries < TRIES; tries += 1) {
        const { head: last, found } = await readHead();
        if (unit !== null && (await isAppended(unit, last))) return settle(last);
        await settle(last);
        const lines = chained(last, entries);
        const end = lines.at(-1) ?? last;
        const next: Head = { seq: end.seq, hash: end.hash, lines, unit };
        const source = { kind: 'audit-head', id: HEAD, doc: JSON.stringify(next) };
        const [result] = await elastic.write([
          found === null ? { do: 'create', index: names.state, id: HEAD, source } : { do: 'replace', found, source },
        ]);
        if (result === 'done') return settle(next);
      }
      throw new RetryableError('审计日志正被许多进程同时写入，稍后再试');
    },

    async read(afterSeq, limit) {
      const { head: last } = await readHead();
      await settle(last);
      const end = Math.min(last.seq, afterSeq + limit);
      const seqs = Array.from({ length: Math.max(0, end - afterSeq) }, (_, i) => afterSeq + 1 + i);
      const found = await elastic.get(names.state, seqs.map(lineId));
      return seqs.flatMap((seq) => {
        const line = found.get(lineId(seq));
        return line === undefined ? [] : toAuditRow(line.source);
      });
    },
  };
}

const UNIT_MARK: Source = { kind: 'audited', doc: '' };

function chained(last: AuditLink, entries: readonly AuditEntry[]): AuditRow[] {
  const lines: AuditRow[] = [];
  for (const entry of entries) lines.push(chainAudit(lines.at(-1) ?? last, entry));
  return lines;
}

function lineSource(line: AuditRow): Source {
  return { kind: 'audit', id: lineId(line.seq), seq: line.seq, object: line.object, doc: JSON.stringify(line) };
}

export function toAuditRow(source: Source): AuditRow {
  return auditRow.parse(JSON.parse(textField(source, 'doc')));
}
