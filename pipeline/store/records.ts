import { z } from 'zod';
import { actionResult } from '../model/action.ts';
import { alert } from '../model/alert.ts';
import { auditRow } from '../model/audit.ts';
import { caseRecord } from '../model/case.ts';
import { copy, event, membership } from '../model/event.ts';
import { notice } from '../model/notice.ts';
import { outcome } from '../model/outcome.ts';
import { response } from '../model/response.ts';
import { storedPost } from './record-reader.ts';

/**
 * Everything an engine keeps, kind by kind, in the order in which it is copied: what others lean on comes first (the
 * shingles and clues of a trace name it). What follows from these alone (indexes, counts, places of posts) is no kind.
 */
export const RECORD_KINDS = [
  'post',
  'version',
  'response',
  'copy',
  'membership',
  'event',
  'alias',
  'notice',
  'alert',
  'case',
  'action',
  'state',
  'outcome',
  'claim',
  'trace',
  'shingle',
  'clue',
  'audit',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export const RECORD_SHAPES = {
  post: { words: '帖文', schema: storedPost },
  version: {
    words: '帖文版本',
    schema: z.object({ docId: z.string(), rawId: z.string(), contentHash: z.string(), seenAt: z.string() }),
  },
  response: { words: '回应', schema: response },
  copy: { words: '副本', schema: copy },
  membership: { words: '归属', schema: membership },
  event: { words: '事件', schema: event },
  alias: { words: '事件旧编号', schema: z.object({ alias: z.string(), eventId: z.string() }) },
  notice: { words: '通知', schema: notice },
  alert: { words: '预警', schema: alert },
  case: { words: '个案', schema: caseRecord },
  action: { words: '操作结果', schema: actionResult },
  state: {
    words: '状态',
    schema: z.object({ kind: z.string(), id: z.string(), version: z.int().positive(), value: z.unknown() }),
  },
  outcome: { words: '去向', schema: outcome },
  claim: { words: '正文认领', schema: z.object({ contentHash: z.string(), docId: z.string() }) },
  trace: {
    words: '足迹',
    schema: z.object({ docId: z.string(), at: z.string(), shingles: z.array(z.number()), clues: z.array(z.string()) }),
  },
  shingle: { words: '指纹片段', schema: z.object({ hash: z.number(), docId: z.string() }) },
  clue: { words: '线索', schema: z.object({ hash: z.number(), at: z.number(), docId: z.string() }) },
  audit: { words: '审计日志', schema: auditRow },
} as const satisfies Record<RecordKind, { words: string; schema: z.ZodType }>;
export type RecordOf<K extends RecordKind> = z.infer<(typeof RECORD_SHAPES)[K]['schema']>;

/** State rows that speak of the engine itself and of the processes on it; they stay where they are. */
export const OWN_STATE_KINDS = ['migration', 'process'] as const;

/** One record as it lies in the engine. `id` is unique within its kind and the same on every engine; `doc` is JSON text. */
export interface StoredRecord {
  id: string;
  doc: string;
}

export interface RecordPage {
  records: readonly StoredRecord[];
  /** Where to go on after this page, opaque; null where the engine has no lasting order: the kind is then read anew. */
  after: string | null;
}

/**
 * All records of an engine, for copying to another one. Only for times when no process writes: pages are not one
 * snapshot.
 */
export interface Records {
  /** Every record of a kind once, in small pages. */
  read(kind: RecordKind, after?: string | null): AsyncIterable<RecordPage>;
  /**
   * Lays records down as they are, whatever their version, with all that they are found by. Idempotent. Lines of the audit
   * log come in their order. A record that is not of its kind's shape is passed over: `readable` tells which.
   */
  write(kind: RecordKind, records: readonly StoredRecord[]): Promise<void>;
  /** Lays down what a process that died left half done, and makes everything that was written visible to `read`. */
  settle(): Promise<void>;
  /** Kinds that have a record here; empty for an engine that was never used. */
  present(): Promise<readonly RecordKind[]>;
  /** Tables, or kinds of documents, that this program does not know: they would be left behind. */
  strangers(): Promise<readonly string[]>;
}

/** The record in its shape; null for one that is damaged, or of a shape no longer known. */
export function readable<K extends RecordKind>(kind: K, doc: string): RecordOf<K> | null;
export function readable(kind: RecordKind, doc: string): unknown {
  try {
    return RECORD_SHAPES[kind].schema.safeParse(JSON.parse(doc)).data ?? null;
  } catch {
    return null;
  }
}

/** Those of a page that can be read, with their value. */
export function readableOf<K extends RecordKind>(
  kind: K,
  records: readonly StoredRecord[],
): { id: string; doc: string; value: RecordOf<K> }[] {
  return records.flatMap(({ id, doc }) => {
    const value = readable(kind, doc);
    return value === null ? [] : [{ id, doc, value }];
  });
}

/** Records that are made of parts have their ids made here, so that every engine makes the same. */
export const recordIds = {
  version: (docId: string, rawId: string) => `${docId}/${rawId}`,
  state: (kind: string, id: string) => `${kind}/${id}`,
  shingle: (hash: number, docId: string) => `${hash}/${docId}`,
  clue: (hash: number, at: number, docId: string) => `${hash}/${at}/${docId}`,
};
