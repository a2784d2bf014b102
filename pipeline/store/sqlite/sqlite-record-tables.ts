import { OWN_STATE_KINDS, type RecordKind, recordIds, type StoredRecord } from '../records.ts';
import { MEMBERSHIPS, toMembership } from './sqlite-event-rows.ts';
import { numberOf, textOf } from './sqlite-values.ts';

type Row = Parameters<typeof textOf>[0];

/** Where the records of a kind lie, in the order of a unique key, and how a row becomes a record. */
export interface RecordTable {
  /** All tables whose rows are these records, or go with them. */
  tables: readonly string[];
  select: string;
  /** Columns of the key; the last page's are where the next one begins. */
  key: readonly string[];
  toRecord(row: Row): StoredRecord;
}

/** A table whose rows hold the record itself. */
function documents(table: string, id: string, more: readonly string[] = []): RecordTable {
  const toRecord = (row: Row) => ({ id: textOf(row, id), doc: textOf(row, 'doc') });
  return { tables: [table, ...more], select: `SELECT ${id}, doc FROM ${table}`, key: [id], toRecord };
}

export const RECORD_TABLES: Readonly<Record<RecordKind, RecordTable>> = {
  post: {
    tables: ['posts', 'post_bodies', 'post_pairs'],
    select: 'SELECT doc_id, doc FROM (SELECT p.doc_id, b.doc FROM posts p JOIN post_bodies b ON b.id = p.id)',
    key: ['doc_id'],
    toRecord: (row) => ({ id: textOf(row, 'doc_id'), doc: textOf(row, 'doc') }),
  },
  version: {
    tables: ['post_versions'],
    select: 'SELECT doc_id, raw_id, content_hash, seen_at FROM post_versions',
    key: ['doc_id', 'raw_id'],
    toRecord: (row) => {
      const [docId, rawId] = [textOf(row, 'doc_id'), textOf(row, 'raw_id')];
      const doc = { docId, rawId, contentHash: textOf(row, 'content_hash'), seenAt: textOf(row, 'seen_at') };
      return { id: recordIds.version(docId, rawId), doc: JSON.stringify(doc) };
    },
  },
  response: documents('responses', 'response_id'),
  copy: documents('copies', 'doc_id'),
  membership: {
    tables: ['memberships'],
    select: `SELECT * FROM (${MEMBERSHIPS})`,
    key: ['doc_id'],
    toRecord: (row) => ({ id: textOf(row, 'doc_id'), doc: JSON.stringify(toMembership(row)) }),
  },
  event: documents('events', 'event_id'),
  alias: {
    tables: ['event_aliases'],
    select: 'SELECT alias, event_id FROM event_aliases',
    key: ['alias'],
    toRecord: (row) => {
      const alias = textOf(row, 'alias');
      return { id: alias, doc: JSON.stringify({ alias, eventId: textOf(row, 'event_id') }) };
    },
  },
  notice: documents('notices', 'notice_id'),
  alert: documents('alerts', 'alert_id'),
  case: documents('cases', 'case_id', ['case_events']),
  action: documents('action_results', 'action_id'),
  state: {
    tables: ['state'],
    select: `SELECT kind, id, version, value FROM (SELECT * FROM state WHERE kind NOT IN (${OWN_STATE_KINDS.map((kind) => `'${kind}'`).join(', ')}))`,
    key: ['kind', 'id'],
    toRecord: (row) => {
      const [kind, id, value] = [textOf(row, 'kind'), textOf(row, 'id'), textOf(row, 'value')];
      // The value as it stands: a damaged one makes the record unreadable and not the page.
      const doc = `{"kind":${JSON.stringify(kind)},"id":${JSON.stringify(id)},"version":${numberOf(row, 'version')},"value":${value}}`;
      return { id: recordIds.state(kind, id), doc };
    },
  },
  outcome: {
    tables: ['outcomes', 'counters'],
    select: 'SELECT raw_id, doc_id, source_id, kind, duplicate_of, reason, at FROM outcomes',
    key: ['raw_id'],
    toRecord: (row) => {
      const { raw_id: rawId, doc_id: docId, source_id: sourceId, kind, duplicate_of: duplicateOf, reason, at } = row;
      const doc = JSON.stringify({ rawId, docId, sourceId, kind, duplicateOf, reason, at });
      return { id: textOf(row, 'raw_id'), doc };
    },
  },
  claim: {
    tables: ['content_claims'],
    select: 'SELECT content_hash, doc_id FROM content_claims',
    key: ['content_hash'],
    toRecord: (row) => {
      const contentHash = textOf(row, 'content_hash');
      return { id: contentHash, doc: JSON.stringify({ contentHash, docId: textOf(row, 'doc_id') }) };
    },
  },
  trace: {
    tables: ['traces'],
    select: 'SELECT doc_id, doc FROM traces',
    key: ['doc_id'],
    toRecord: (row) => {
      const docId = textOf(row, 'doc_id');
      return { id: docId, doc: `{"docId":${JSON.stringify(docId)},${textOf(row, 'doc').slice(1)}` };
    },
  },
  shingle: {
    tables: ['shingles_by_run', 'shingle_run_bits'],
    select:
      'SELECT run, hash, trace, doc_id FROM (SELECT s.*, t.doc_id FROM shingles_by_run s JOIN traces t ON t.id = s.trace)',
    key: ['run', 'hash', 'trace'],
    toRecord: (row) => {
      const [hash, docId] = [numberOf(row, 'hash'), textOf(row, 'doc_id')];
      return { id: recordIds.shingle(hash, docId), doc: JSON.stringify({ hash, docId }) };
    },
  },
  clue: {
    tables: ['clues_by_week'],
    select:
      'SELECT week, hash, at, trace, doc_id FROM (SELECT c.*, t.doc_id FROM clues_by_week c JOIN traces t ON t.id = c.trace)',
    key: ['week', 'hash', 'at', 'trace'],
    toRecord: (row) => {
      const [hash, at, docId] = [numberOf(row, 'hash'), numberOf(row, 'at'), textOf(row, 'doc_id')];
      return { id: recordIds.clue(hash, at, docId), doc: JSON.stringify({ hash, at, docId }) };
    },
  },
  audit: {
    tables: ['audit'],
    select: 'SELECT seq, at, actor, action, object, detail, previous, hash FROM audit',
    key: ['seq'],
    toRecord: (row) => {
      const { seq, at, actor, action, object, previous, hash } = row;
      const head = JSON.stringify({ seq, at, actor, action, object, previous, hash });
      return { id: String(numberOf(row, 'seq')), doc: `${head.slice(0, -1)},"detail":${textOf(row, 'detail')}}` };
    },
  },
};
