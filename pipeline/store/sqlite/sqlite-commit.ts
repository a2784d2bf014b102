import type { Alert } from '../../model/alert.ts';
import type { AuditEntry, AuditRow } from '../../model/audit.ts';
import { levelRank } from '../../model/levels.ts';
import type { Notice } from '../../model/notice.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Response } from '../../model/response.ts';
import { alertUrgencyOf } from '../alert-urgency.ts';
import { AUDIT_START, chainAudit } from '../audit-chain.ts';
import { toSearchText } from '../plain-text.ts';
import type { WriteUnit } from '../store.ts';
import { epochOf, epochOrNull } from '../stored-instant.ts';
import { writeCase } from './sqlite-case-rows.ts';
import { mayWrite } from './sqlite-compare.ts';
import type { Connection } from './sqlite-connection.ts';
import { mergeEvent, reviveEvent, upsertCopy, upsertMembership, writeEvent } from './sqlite-event-rows.ts';
import { type Counts, count, upsertPost } from './sqlite-post-rows.ts';
import { writeStateRow } from './sqlite-state.ts';
import { toList } from './sqlite-text.ts';
import { numberOf, textOf } from './sqlite-values.ts';

/** Writes a whole unit within the caller's transaction. ConflictError leaves it to the caller to roll back. */
export function commitUnit(connection: Connection, unit: WriteUnit): void {
  const counts: Counts = new Map();
  for (const post of unit.posts ?? []) upsertPost(connection, post, counts);
  for (const response of unit.responses ?? []) upsertResponse(connection, response);
  for (const copy of unit.copies ?? []) upsertCopy(connection, copy);
  for (const { eventId } of unit.events ?? []) reviveEvent(connection, eventId);
  const merged = (unit.merged ?? []).map((move) => mergeEvent(connection, move));
  for (const membership of unit.memberships ?? []) upsertMembership(connection, membership);
  for (const docId of unit.departed ?? []) {
    connection.statement('DELETE FROM memberships WHERE doc_id = ?').run(docId);
  }
  const written = [
    ...merged,
    ...(unit.events ?? []).map((event) => writeEvent(connection, event)),
    ...(unit.notices ?? []).map((notice) => insertNotice(connection, notice)),
    ...(unit.alerts ?? []).map((alert) => writeAlert(connection, alert)),
    ...(unit.cases ?? []).map((one) => writeCase(connection, one)),
    ...(unit.actionResults ?? []).map((result) =>
      insertOnce(connection, 'action_results', [result.actionId, JSON.stringify(result)]),
    ),
    ...(unit.states ?? []).map((row) => writeStateRow(connection, row)),
  ];
  // A unit that comes again finds all of its versioned and insert-once rows in place: its audit lines are there too.
  const isRepeat = written.length > 0 && !written.includes(true);
  if (!isRepeat) appendAudit(connection, unit.audit ?? []);
  for (const outcome of unit.outcomes ?? []) upsertOutcome(connection, outcome, counts);
  addCounts(connection, counts);
}

/** `doc` is the record as JSON text where it is to stay as it was written elsewhere. */
export function upsertResponse(connection: Connection, response: Response, doc = JSON.stringify(response)): void {
  const at = epochOrNull(response.at, `response ${response.responseId}`);
  connection
    .statement('INSERT OR REPLACE INTO responses (response_id, doc_id, event_id, at, doc) VALUES (?, ?, ?, ?, ?)')
    .run(response.responseId, response.docId, response.eventId, at, doc);
}

function writeAlert(connection: Connection, alert: Alert): boolean {
  const what = `alert ${alert.alertId}`;
  const stored = connection.statement('SELECT version, doc FROM alerts WHERE alert_id = ?').get(alert.alertId);
  if (!mayWrite(what, alert, stored)) return false;
  putAlert(connection, alert);
  return true;
}

/** Whatever version is stored. */
export function putAlert(connection: Connection, alert: Alert, doc = JSON.stringify(alert)): void {
  const what = `alert ${alert.alertId}`;
  connection
    .statement(
      `INSERT OR REPLACE INTO alerts (alert_id, version, event_id, state, level, topic, district, channel,
         departments, detected_at, next_due_at, urgency, search, doc)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      alert.alertId,
      alert.version,
      alert.eventId,
      alert.state,
      levelRank(alert.level),
      alert.topic,
      alert.places.district,
      alert.channel,
      toList([alert.route.lead, ...alert.route.co]),
      epochOf(alert.detectedAt, what),
      epochOrNull(alert.nextDueAt, what),
      alertUrgencyOf(alert),
      toSearchText(`${alert.title}\n${alert.summary}`),
      doc,
    );
}

export function insertNotice(connection: Connection, notice: Notice, doc = JSON.stringify(notice)): boolean {
  const what = `notice ${notice.noticeId}`;
  const result = connection
    .statement(
      `INSERT OR IGNORE INTO notices (notice_id, alert_id, event_id, receiver, channel, level, state, created_at,
         next_attempt_at, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      notice.noticeId,
      notice.alertId,
      notice.eventId,
      notice.receiver,
      notice.channel,
      levelRank(notice.level),
      notice.state,
      epochOf(notice.createdAt, what),
      epochOrNull(notice.nextAttemptAt, what),
      doc,
    );
  return Number(result.changes) > 0;
}

function insertOnce(connection: Connection, table: 'action_results', values: readonly [string, string]): boolean {
  return Number(connection.statement(`INSERT OR IGNORE INTO ${table} VALUES (?, ?)`).run(...values).changes) > 0;
}

function appendAudit(connection: Connection, entries: readonly AuditEntry[]): void {
  if (entries.length === 0) return;
  const row = connection.statement('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
  let last = row === undefined ? AUDIT_START : { seq: numberOf(row, 'seq'), hash: textOf(row, 'hash') };
  for (const entry of entries) {
    const line = chainAudit(last, entry);
    layLine(connection, line);
    last = line;
  }
}

/** As it is: number and hashes are the caller's. */
export function layLine(connection: Connection, line: AuditRow): void {
  const { seq, at, actor, action, object, detail, previous, hash } = line;
  connection
    .statement('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(seq, at, actor, action, object, JSON.stringify(detail), previous, hash);
}

export function upsertOutcome(connection: Connection, outcome: Outcome, counts: Counts): void {
  const { rawId, docId, sourceId, kind, duplicateOf, reason, at } = outcome;
  const values = [rawId, docId, sourceId, kind, duplicateOf, reason, at] as const;
  const inserted = connection.statement('INSERT OR IGNORE INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?)').run(...values);
  count(counts, `outcome.${kind}`, 1);
  if (Number(inserted.changes) > 0) return;
  const before = connection.statement('SELECT kind FROM outcomes WHERE raw_id = ?').get(rawId);
  if (before !== undefined) count(counts, `outcome.${textOf(before, 'kind')}`, -1);
  connection.statement('INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?, ?, ?, ?)').run(...values);
}

export function addCounts(connection: Connection, counts: Counts): void {
  const add = connection.statement(
    'INSERT INTO counters (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n',
  );
  for (const [name, by] of counts) if (by !== 0) add.run(name, by);
}
