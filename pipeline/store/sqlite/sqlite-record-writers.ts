import type { SQLInputValue } from 'node:sqlite';
import type { RecordKind, RecordOf } from '../records.ts';
import { putCase } from './sqlite-case-rows.ts';
import { insertNotice, layLine, putAlert, upsertOutcome, upsertResponse } from './sqlite-commit.ts';
import type { Connection } from './sqlite-connection.ts';
import { putEvent, upsertCopy, upsertMembership } from './sqlite-event-rows.ts';
import { weekOf } from './sqlite-kin.ts';
import { type Counts, upsertPost } from './sqlite-post-rows.ts';
import { copyShingle } from './sqlite-shingle-runs.ts';
import { numberOf } from './sqlite-values.ts';

type Writers = {
  readonly [K in RecordKind]: (
    connection: Connection,
    record: { doc: string; value: RecordOf<K> },
    counts: Counts,
  ) => void;
};

/** Each lays one record down as it is; again it changes nothing. */
export const RECORD_WRITERS: Writers = {
  post: (connection, { value, doc }, counts) => upsertPost(connection, value, counts, doc),
  version: (connection, { value: { docId, rawId, contentHash, seenAt } }) =>
    put(connection, 'post_versions', [docId, rawId, contentHash, seenAt]),
  response: (connection, { value, doc }) => upsertResponse(connection, value, doc),
  copy: (connection, { value, doc }) => upsertCopy(connection, value, doc),
  membership: (connection, { value }) => upsertMembership(connection, value),
  event: (connection, { value, doc }) => putEvent(connection, value, doc),
  alias: (connection, { value }) => put(connection, 'event_aliases', [value.alias, value.eventId]),
  notice: (connection, { value, doc }) => void insertNotice(connection, value, doc),
  alert: (connection, { value, doc }) => putAlert(connection, value, doc),
  case: (connection, { value, doc }) => putCase(connection, value, doc),
  action: (connection, { value, doc }) => put(connection, 'action_results', [value.actionId, doc]),
  state: (connection, { value: { kind, id, version, value } }) =>
    put(connection, 'state', [kind, id, version, JSON.stringify(value ?? null)]),
  outcome: (connection, { value }, counts) => upsertOutcome(connection, value, counts),
  claim: (connection, { value }) => put(connection, 'content_claims', [value.contentHash, value.docId]),
  trace: (connection, { value: { docId, at, shingles, clues } }) => {
    const known = connection.statement('SELECT id FROM traces WHERE doc_id = ?').get(docId);
    if (known !== undefined) return;
    const doc = JSON.stringify({ at, shingles, clues });
    connection.statement('INSERT INTO traces (doc_id, doc) VALUES (?, ?)').run(docId, doc);
  },
  shingle: (connection, { value: { hash, docId } }) => {
    const trace = connection.statement('SELECT id FROM traces WHERE doc_id = ?').get(docId);
    if (trace === undefined) return;
    copyShingle(connection, hash, numberOf(trace, 'id'));
  },
  clue: (connection, { value: { hash, at, docId } }) => {
    connection
      .statement('INSERT OR IGNORE INTO clues_by_week SELECT ?, ?, ?, id FROM traces WHERE doc_id = ?')
      .run(weekOf(at), hash, at, docId);
  },
  // The log takes no line twice, and changes none.
  audit: (connection, { value }) => {
    if (connection.statement('SELECT 1 FROM audit WHERE seq = ?').get(value.seq) === undefined)
      layLine(connection, value);
  },
};

function put(connection: Connection, table: string, values: readonly SQLInputValue[]): void {
  connection.statement(`INSERT OR REPLACE INTO ${table} VALUES (${values.map(() => '?').join(', ')})`).run(...values);
}
