import type { SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { PoisonError } from '../errors.ts';
import { type AuditRow, auditRow } from '../model/audit.ts';
import { type Outcome, outcome } from '../model/outcome.ts';
import { post } from '../model/post.ts';
import { verdict } from '../model/verdict.ts';
import type { Logger } from '../stage.ts';
import { numberOf, textOf, textOrNull } from './sqlite-values.ts';

type Row = Record<string, SQLOutputValue>;

/** What the body of a post holds. */
export const storedPost = z.object({ post, verdict });
export type StoredPost = z.infer<typeof storedPost>;

/**
 * Reads stored documents back. One that cannot be read (damaged, or of a shape no longer known) is left out of lists,
 * logged with its id and counted, so that it does not take the whole page with it.
 */
export interface RowReader {
  /** Null when unreadable. */
  read<T>(schema: z.ZodType<T>, id: string, document: string): T | null;
  /** For a record asked for by id: PoisonError when unreadable. */
  must<T>(schema: z.ZodType<T>, id: string, document: string): T;
  /** How many records were left out so far. */
  skipped(): number;
}

export function createRowReader(log: Logger): RowReader {
  let skipped = 0;
  return {
    read(schema, id, document) {
      const result = parse(schema, document);
      if ('value' in result) return result.value;
      skipped += 1;
      log.error({ id, problem: result.problem, skipped }, 'stored record is unreadable and left out');
      return null;
    },
    must(schema, id, document) {
      const result = parse(schema, document);
      if ('value' in result) return result.value;
      throw new PoisonError(`stored record ${id} is unreadable: ${result.problem}`);
    },
    skipped: () => skipped,
  };
}

function parse<T>(schema: z.ZodType<T>, document: string): { value: T } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(document);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
  const result = schema.safeParse(json);
  return result.success ? { value: result.data } : { problem: z.prettifyError(result.error) };
}

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
