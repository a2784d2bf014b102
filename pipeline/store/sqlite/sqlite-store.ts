import type { z } from 'zod';
import { ConflictError } from '../../errors.ts';
import { actionResult } from '../../model/action.ts';
import { type Alert, alert } from '../../model/alert.ts';
import { toEpoch, toShanghai } from '../../model/calendar.ts';
import { type Case, caseRecord } from '../../model/case.ts';
import { type Copy, copy, type Event, event } from '../../model/event.ts';
import { levelRank } from '../../model/levels.ts';
import { type Notice, notice } from '../../model/notice.ts';
import type { Logger } from '../../stage.ts';
import { createRowReader, type RowReader, storedPost } from '../record-reader.ts';
import type { AnalysedPost, NoticeClaim, Store } from '../store.ts';
import { epochOrNull } from '../stored-instant.ts';
import { commitUnit } from './sqlite-commit.ts';
import type { Connection } from './sqlite-connection.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { dropPosts } from './sqlite-drop-posts.ts';
import { eventOfPost, idsLeadingTo, MEMBERSHIPS, presentId, toMembership } from './sqlite-event-rows.ts';
import { meet, readTrace } from './sqlite-kin.ts';
import { toAuditRow, toOutcome } from './sqlite-rows.ts';
import { createShingleRuns } from './sqlite-shingle-runs.ts';
import { createSqliteState } from './sqlite-state.ts';
import { numberOf, textOf } from './sqlite-values.ts';

type Row = Parameters<typeof textOf>[0];

const QUIET: Logger = { info: () => {}, warn: () => {}, error: () => {} };

/** Open alerts in the order of their deadlines: asked every second, so never by another index. */
const OPEN = 'alerts INDEXED BY alerts_due';

const POST = `SELECT p.doc_id, b.doc FROM posts p JOIN post_bodies b ON b.id = p.id`;

/** The store in the shared database file. It is closed by who opened it. */
export function createSqliteStore(database: SqliteDatabase, options: { log?: Logger } = {}): Store {
  const rows = createRowReader(options.log ?? QUIET);
  const runs = createShingleRuns(options.log ?? QUIET);

  /** One document by id; null when there is none. */
  function one<T>(schema: z.ZodType<T>, id: string, sql: string): T | null {
    const row = database.read((connection) => connection.statement(sql).get(id));
    return row === undefined ? null : rows.must(schema, id, textOf(row, 'doc'));
  }

  function many<T>(schema: z.ZodType<T>, sql: string, values: readonly (string | number)[]): T[] {
    const found = database.read((connection) => connection.statement(sql).all(...values));
    return found.flatMap((row) => rows.read(schema, textOf(row, 'id'), textOf(row, 'doc')) ?? []);
  }

  function presentEvent(eventId: string): Event | null {
    const present = database.read((connection) => presentId(connection, eventId));
    return one<Event>(event, present, 'SELECT doc FROM events WHERE event_id = ?');
  }

  return {
    commit: (unit) => database.write((connection) => commitUnit(connection, unit)),

    // Not durable by itself: the record that needs a claim is, and with it every claim before it.
    claimContent: (claims) => database.write((connection) => claim(connection, claims), { durable: false }),

    async outcomes(rawIds) {
      const found = byId(database, 'SELECT * FROM outcomes WHERE raw_id = ?', rawIds);
      return new Map([...found].map(([id, row]) => [id, toOutcome(row)]));
    },

    async posts(docIds) {
      const found = byId(database, `${POST} WHERE p.doc_id = ?`, docIds);
      return new Map([...found].flatMap(([id, row]) => toAnalysedPost(rows, row).map((post) => [id, post] as const)));
    },

    async versions(docId) {
      const sql = 'SELECT raw_id, content_hash, seen_at FROM post_versions WHERE doc_id = ? ORDER BY seen_at, raw_id';
      const found = database.read((connection) => connection.statement(sql).all(docId));
      return found.map((row) => ({
        rawId: textOf(row, 'raw_id'),
        contentHash: textOf(row, 'content_hash'),
        seenAt: textOf(row, 'seen_at'),
      }));
    },

    async copies(docIds) {
      const found = byId(database, 'SELECT doc FROM copies WHERE doc_id = ?', docIds);
      return new Map([...found].map(([id, row]) => [id, rows.must<Copy>(copy, id, textOf(row, 'doc'))]));
    },
    copiesOf: async (originals) =>
      each(originals, (original) =>
        many<Copy>(copy, 'SELECT doc_id AS id, doc FROM copies WHERE original = ? ORDER BY doc_id', [original]),
      ),

    // Not durable by itself: the membership that comes of it is, and with it every trace before it.
    async meet(traces, windowMs) {
      database.read(runs.learn);
      const { kin, kept } = await database.write(
        (connection) => ({ kept: runs.keep(connection), kin: meet(connection, traces, { windowMs, runs }) }),
        { durable: false },
      );
      kept();
      return kin;
    },
    traces: async (docIds) =>
      database.read(
        (connection) =>
          new Map(
            docIds.flatMap((docId) => {
              const trace = readTrace(connection, docId);
              return trace === null ? [] : [[docId, trace] as const];
            }),
          ),
      ),

    event: async (eventId) => presentEvent(eventId),
    async events(eventIds) {
      const found = eventIds.map((eventId) => [eventId, presentEvent(eventId)] as const);
      return new Map(found.flatMap(([id, event]) => (event === null ? [] : [[id, event] as const])));
    },

    eventOf: async (docId) => database.read((connection) => eventOfPost(connection, docId)),

    async members(eventId) {
      const sql = `${POST} JOIN memberships m ON m.doc_id = p.doc_id WHERE ${idsLeadingTo('m.event_id')}
        ORDER BY p.event_time, p.doc_id`;
      const found = database.read((connection) => connection.statement(sql).all(presentId(connection, eventId)));
      return found.flatMap((row) => toAnalysedPost(rows, row));
    },

    async memberships(docIds) {
      const found = byId(database, `${MEMBERSHIPS} WHERE m.doc_id = ?`, docIds);
      return new Map([...found].map(([id, row]) => [id, toMembership(row)]));
    },

    async membersOf(eventId) {
      const found = database.read((connection) => {
        const present = presentId(connection, eventId);
        return connection.statement(`${MEMBERSHIPS} WHERE ${idsLeadingTo('m.event_id')}`).all(present);
      });
      return found.map(toMembership).sort((a, b) => toEpoch(a.at) - toEpoch(b.at) || (a.docId < b.docId ? -1 : 1));
    },

    alert: async (alertId) => one<Alert>(alert, alertId, 'SELECT doc FROM alerts WHERE alert_id = ?'),

    alertsOfEvents: async (eventIds) =>
      each(eventIds, (eventId) =>
        many<Alert>(
          alert,
          `SELECT alert_id AS id, doc FROM alerts WHERE ${idsLeadingTo('event_id')} ORDER BY detected_at, alert_id`,
          [database.read((connection) => presentId(connection, eventId))],
        ),
      ),

    standingAlerts: async (levels) =>
      many<Alert>(
        alert,
        `SELECT alert_id AS id, doc FROM alerts WHERE state <> 'closed' AND level IN (${levels.map(() => '?').join(', ')})
         ORDER BY detected_at DESC, alert_id LIMIT 500`,
        levels.map(levelRank),
      ),

    async stalledAlerts({ before, after, limit }) {
      const stalled = `state = 'open' AND (next_due_at IS NULL OR next_due_at < ? OR next_due_at > ?)`;
      const range = [toEpoch(before), toEpoch(after)] as const;
      return database.read((connection) => {
        const count = (where: string, values: readonly number[]) =>
          numberOf(connection.statement(`SELECT count(*) AS n FROM ${OPEN} WHERE ${where}`).get(...values) ?? {}, 'n');
        const found = connection
          .statement(`SELECT alert_id, next_due_at FROM ${OPEN} WHERE ${stalled} ORDER BY alert_id LIMIT ?`)
          .all(...range, limit);
        return {
          open: count(`state = 'open'`, []),
          stalled: count(stalled, range),
          first: found.map((row) => ({
            alertId: textOf(row, 'alert_id'),
            nextDueAt: row.next_due_at === null ? null : toShanghai(numberOf(row, 'next_due_at')),
          })),
        };
      });
    },

    dueAlerts: async (now, limit) =>
      many<Alert>(
        alert,
        `SELECT alert_id AS id, doc FROM ${OPEN} WHERE state = 'open' AND next_due_at <= ?
         ORDER BY next_due_at, alert_id LIMIT ?`,
        [toEpoch(now), limit],
      ),

    case: async (caseId) => one<Case>(caseRecord, caseId, 'SELECT doc FROM cases WHERE case_id = ?'),

    dueCases: async (now, limit) =>
      many<Case>(
        caseRecord,
        `SELECT case_id AS id, doc FROM cases WHERE next_call_at IS NOT NULL AND next_call_at <= ?
         ORDER BY next_call_at, case_id LIMIT ?`,
        [toEpoch(now), limit],
      ),

    async casesOfEvent(eventId) {
      const found = many<Case>(
        caseRecord,
        `SELECT case_id AS id, doc FROM cases
         WHERE case_id IN (SELECT case_id FROM case_events WHERE ${idsLeadingTo('event_id')})`,
        [database.read((connection) => presentId(connection, eventId))],
      );
      return found.sort((a, b) => toEpoch(a.openedAt) - toEpoch(b.openedAt) || (a.caseId < b.caseId ? -1 : 1));
    },

    actionResult: async (actionId) => one(actionResult, actionId, 'SELECT doc FROM action_results WHERE action_id = ?'),

    notice: async (noticeId) => one<Notice>(notice, noticeId, 'SELECT doc FROM notices WHERE notice_id = ?'),

    dueNotices: async (channel, now, limit) =>
      many<Notice>(
        notice,
        `SELECT notice_id AS id, doc FROM notices WHERE state = 'pending' AND channel = ? AND next_attempt_at <= ?
         ORDER BY level DESC, next_attempt_at, notice_id LIMIT ?`,
        [channel, toEpoch(now), limit],
      ),

    claimNotices: (channel, claim) =>
      database.write((connection) => claimNotices(connection, rows, channel, claim), { durable: false }),

    renewClaims: (noticeIds, { owner, until }) =>
      database.write(
        (connection) => {
          const renew = connection.statement(
            'UPDATE notices SET claimed_until = ? WHERE notice_id = ? AND claimed_by = ?',
          );
          return new Set(noticeIds.filter((id) => Number(renew.run(toEpoch(until), id, owner).changes) > 0));
        },
        { durable: false },
      ),

    releaseNotices: (channel, owner) =>
      database.write(
        (connection) => {
          const sql = `UPDATE notices SET claimed_by = NULL, claimed_until = 0
            WHERE state = 'pending' AND channel = ? AND claimed_by = ?`;
          connection.statement(sql).run(channel, owner);
        },
        { durable: false },
      ),

    settleNotices: (settled, owner) =>
      database.write((connection) => {
        for (const one of settled) settle(connection, rows, one, owner);
      }),

    dropPosts: (before) => dropPosts(database, toEpoch(before)),

    async audit(afterSeq, limit) {
      const found = database.read((connection) =>
        connection.statement('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?').all(afterSeq, limit),
      );
      return found.map(toAuditRow);
    },

    ...createSqliteState(database),
  };
}

function claim(
  connection: Connection,
  claims: readonly { contentHash: string; docId: string }[],
): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { contentHash, docId } of claims) {
    if (owners.has(contentHash)) continue;
    const inserted = connection.statement('INSERT OR IGNORE INTO content_claims VALUES (?, ?)').run(contentHash, docId);
    if (Number(inserted.changes) > 0) {
      owners.set(contentHash, docId);
      continue;
    }
    const row = connection.statement('SELECT doc_id FROM content_claims WHERE content_hash = ?').get(contentHash);
    if (row === undefined) throw new ConflictError(`claim of ${contentHash} vanished`);
    owners.set(contentHash, textOf(row, 'doc_id'));
  }
  return owners;
}

/** A claim may be lost in a power cut: then the notice is sent by whoever comes next, as after any other crash. */
function claimNotices(
  connection: Connection,
  rows: RowReader,
  channel: Notice['channel'],
  { owner, until, now, limit }: NoticeClaim & { now: string; limit: number },
): Notice[] {
  const found = connection
    .statement(
      `SELECT notice_id AS id, doc FROM notices WHERE state = 'pending' AND channel = ? AND next_attempt_at <= ?
         AND (claimed_until <= ? OR claimed_by = ?) ORDER BY level DESC, next_attempt_at, notice_id LIMIT ?`,
    )
    .all(channel, toEpoch(now), toEpoch(now), owner, limit);
  const claim = connection.statement('UPDATE notices SET claimed_by = ?, claimed_until = ? WHERE notice_id = ?');
  for (const row of found) claim.run(owner, toEpoch(until), textOf(row, 'id'));
  return found.flatMap((row) => rows.read<Notice>(notice, textOf(row, 'id'), textOf(row, 'doc')) ?? []);
}

function settle(connection: Connection, rows: RowReader, settled: Notice, owner: string | undefined): void {
  const { noticeId, state, attempts, nextAttemptAt, sentAt, problem, held, partsSent, halvings, decisions } = settled;
  const delivery = { state, attempts, nextAttemptAt, sentAt, problem, held, partsSent, halvings, decisions };
  const row = connection.statement('SELECT doc, claimed_by FROM notices WHERE notice_id = ?').get(noticeId);
  if (row === undefined) return;
  if (owner !== undefined && row.claimed_by !== null && row.claimed_by !== owner) return;
  const stored = rows.must(notice, noticeId, textOf(row, 'doc'));
  connection
    .statement('UPDATE notices SET state = ?, next_attempt_at = ?, doc = ? WHERE notice_id = ?')
    .run(state, epochOrNull(nextAttemptAt, `notice ${noticeId}`), JSON.stringify({ ...stored, ...delivery }), noticeId);
}

function byId(database: SqliteDatabase, sql: string, ids: readonly string[]): Map<string, Row> {
  const found = new Map<string, Row>();
  database.read((connection) => {
    for (const id of ids) {
      const row = connection.statement(sql).get(id);
      if (row !== undefined) found.set(id, row);
    }
  });
  return found;
}

/** One post, or none when it cannot be read. */
function toAnalysedPost(rows: RowReader, row: Row): AnalysedPost[] {
  const stored = rows.read(storedPost, textOf(row, 'doc_id'), textOf(row, 'doc'));
  return stored === null ? [] : [stored];
}

/** What there is for each id; ids without anything are left out. */
function each<T>(ids: readonly string[], read: (id: string) => readonly T[]): Map<string, readonly T[]> {
  return new Map(ids.map((id) => [id, read(id)] as const).filter(([, found]) => found.length > 0));
}
