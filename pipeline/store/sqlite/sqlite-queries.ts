import type { SQLOutputValue } from 'node:sqlite';
import type { z } from 'zod';
import { alert } from '../../model/alert.ts';
import { caseRecord } from '../../model/case.ts';
import { event } from '../../model/event.ts';
import { notice } from '../../model/notice.ts';
import { response } from '../../model/response.ts';
import type { Logger } from '../../stage.ts';
import { CLOSED_BELOW } from '../alert-urgency.ts';
import { ARCHIVED_BELOW } from '../case-urgency.ts';
import type { AlertFilter, EventTrail, Page, Paged, Queries, Totals } from '../queries.ts';
import { createRowReader, type RowReader } from '../record-reader.ts';
import { totalsOf } from '../totals.ts';
import { countPosts } from './sqlite-buckets.ts';
import { findCandidates } from './sqlite-candidates.ts';
import {
  alertConditions,
  both,
  caseConditions,
  conditions,
  eventConditions,
  noticeConditions,
  urgencyConditions,
} from './sqlite-conditions.ts';
import type { Connection } from './sqlite-connection.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { idsLeadingTo, presentId } from './sqlite-event-rows.ts';
import { countMembers, someMembers } from './sqlite-members.ts';
import { type List, readPage } from './sqlite-pages.ts';
import { findPosts, newestOfEvent, onePost, topTerms } from './sqlite-post-queries.ts';
import { toAuditRow } from './sqlite-rows.ts';
import { createTurns } from './sqlite-turns.ts';
import { numberOf, textOf } from './sqlite-values.ts';

type Row = Record<string, SQLOutputValue>;

const QUIET: Logger = { info: () => {}, warn: () => {}, error: () => {} };
const TRAIL_POSTS = 500;
const LEADING = idsLeadingTo('event_id');

/** The read side of the shared database file, on its own connection. */
export function createSqliteQueries(
  database: SqliteDatabase,
  options: { log?: Logger } = {},
): Queries & { skippedRecords(): number } {
  const rows = createRowReader(options.log ?? QUIET);
  const turns = createTurns();

  function documents<T>(
    schema: z.ZodType<T>,
    list: Omit<List, 'from' | 'columns'> & { from?: string },
    page: Page,
  ): Paged<T> {
    const whole = { from: list.name, ...list, columns: ['doc'] };
    return database.read((connection) =>
      readPage(connection, whole, page, (row) => rows.read(schema, textOf(row, 'page_id'), textOf(row, 'doc'))),
    );
  }

  return {
    skippedRecords: () => rows.skipped(),

    findPosts: async (filter, page) => database.read((connection) => findPosts(connection, rows, { filter, page })),
    post: async (docId) => database.read((connection) => onePost(connection, rows, docId)),
    candidates: async (search, page) =>
      database.read((connection) => findCandidates(connection, rows, { search, page })),
    countPosts: (filter, bucket) => turns(() => database.read((connection) => countPosts(connection, filter, bucket))),
    countMembers: async (filter) => database.read((connection) => countMembers(connection, filter)),
    someMembers: async (filter, limit) => database.read((connection) => someMembers(connection, filter, limit)),
    topTerms: (filter, field, limit) =>
      turns(() => database.read((connection) => topTerms(connection, filter, { field, limit }))),

    findAlerts: async (filter, page, order = 'newest') => {
      const wanted = alertConditions(filter);
      const walk = alertWalk(filter, order);
      const counted = { from: 'alerts', conditions: wanted };
      // The order is part of the key: a cursor of the other one is no place in this list.
      const list = { name: 'alerts', filter: { ...filter, order }, id: 'alert_id', countFrom: counted, ...walk };
      return documents(alert, { ...list, conditions: both(wanted, walk.conditions) }, page);
    },
    alert: async (alertId) => {
      const sql = 'SELECT doc FROM alerts WHERE alert_id = ?';
      const row = database.read((connection) => connection.statement(sql).get(alertId));
      return row === undefined ? null : rows.must(alert, alertId, textOf(row, 'doc'));
    },
    findCases: async (filter, page) => {
      const bound = urgencyConditions(filter.states, { state: 'archived', below: ARCHIVED_BELOW });
      const wanted = both(caseConditions(filter), bound);
      const list = { name: 'cases', filter, conditions: wanted, at: 'urgency', id: 'case_id' };
      return documents(caseRecord, list, page);
    },
    findEvents: async (filter, page) => {
      const list = { name: 'events', filter, conditions: eventConditions(filter), at: 'last_at', id: 'event_id' };
      return documents(event, list, page);
    },
    findNotices: async (filter, page) => {
      const list = { name: 'notices', filter, conditions: noticeConditions(filter), at: 'created_at', id: 'notice_id' };
      const { receivers = [], ...others } = filter;
      const each = [...new Set(receivers)].map((receiver) => noticeConditions({ ...others, receivers: [receiver] }));
      return documents(notice, each.length > 1 ? { ...list, each } : list, page);
    },
    findAudit: async (filter, page) => {
      const { object } = filter;
      const wanted = conditions([object === undefined ? null : ['object = ?', object]]);
      // The number alone gives the order; it stands in for the time.
      const list = { name: 'audit', filter, from: 'audit', conditions: wanted, at: 'seq', id: "''", columns: ['*'] };
      return database.read((connection) => readPage(connection, list, page, toAuditRow));
    },

    eventTrail: (eventId) => turns(() => database.read((connection) => trail(connection, rows, eventId))),
    totals: () => turns(() => database.read(totals)),
  };
}

/**
 * A list is walked in its order: another index would find the rows and then sort all of them, bodies and all. Those of one
 * event are few.
 */
function alertWalk({ eventId, states }: AlertFilter, order: 'newest' | 'urgent') {
  const from = (index: string) => (eventId === undefined ? `alerts INDEXED BY ${index}` : 'alerts');
  if (order === 'newest') return { from: from('alerts_by_time'), at: 'detected_at', conditions: conditions([]) };
  const bound = urgencyConditions(states, { state: 'closed', below: CLOSED_BELOW });
  return { from: from('alerts_by_urgency'), at: 'urgency', conditions: bound };
}

function trail(connection: Connection, rows: RowReader, asked: string): EventTrail | null {
  const eventId = presentId(connection, asked);
  const row = connection.statement('SELECT doc FROM events WHERE event_id = ?').get(eventId);
  if (row === undefined) return null;
  const all = (sql: string): Row[] => connection.statement(sql).all(eventId);
  const read = <T>(schema: z.ZodType<T>, sql: string): T[] =>
    all(sql).flatMap((found) => rows.read(schema, textOf(found, 'id'), textOf(found, 'doc')) ?? []);
  return {
    event: rows.must(event, eventId, textOf(row, 'doc')),
    posts: newestOfEvent(connection, rows, { eventId, limit: TRAIL_POSTS }),
    alerts: read(alert, `SELECT alert_id AS id, doc FROM alerts WHERE ${LEADING} ORDER BY detected_at, alert_id`),
    notices: read(notice, `SELECT notice_id AS id, doc FROM notices WHERE ${LEADING} ORDER BY created_at, notice_id`),
    responses: read(
      response,
      `SELECT response_id AS id, doc FROM responses
       WHERE ${LEADING} OR doc_id IN (SELECT doc_id FROM memberships WHERE ${LEADING})
       ORDER BY at, response_id`,
    ),
    audit: all(
      `SELECT * FROM audit WHERE ${idsLeadingTo('object')} OR object IN (SELECT alert_id FROM alerts WHERE ${LEADING})
       ORDER BY seq`,
    ).map(toAuditRow),
  };
}

function totals(connection: Connection): Totals {
  const counters = new Map(
    connection
      .statement('SELECT name, n FROM counters')
      .all()
      .map((row) => [textOf(row, 'name'), numberOf(row, 'n')]),
  );
  const counter = (name: string) => counters.get(name) ?? 0;
  const grouped = (sql: string) => {
    const found = connection.statement(sql).all();
    return (value: string | number) => {
      const row = found.find((candidate) => candidate.value === value);
      return row === undefined ? 0 : numberOf(row, 'n');
    };
  };
  const events = connection.statement('SELECT count(*) AS n FROM events').get();
  return totalsOf({
    posts: counter('posts'),
    domainPosts: counter('domainPosts'),
    events: events === undefined ? 0 : numberOf(events, 'n'),
    alerts: grouped('SELECT state AS value, count(*) AS n FROM alerts GROUP BY state'),
    openAlerts: grouped("SELECT level AS value, count(*) AS n FROM alerts WHERE state = 'open' GROUP BY level"),
    outcomes: (kind) => counter(`outcome.${kind}`),
    notices: grouped('SELECT state AS value, count(*) AS n FROM notices GROUP BY state'),
  });
}
