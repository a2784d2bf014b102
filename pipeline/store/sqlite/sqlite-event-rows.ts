import { ConflictError } from '../../errors.ts';
import type { Copy, Event, Membership } from '../../model/event.ts';
import { levelRank } from '../../model/levels.ts';
import { epochOf } from '../stored-instant.ts';
import { mayWrite } from './sqlite-compare.ts';
import type { Connection } from './sqlite-connection.ts';
import { numberOf, textOf, textOrNull } from './sqlite-values.ts';

type Row = Parameters<typeof textOf>[0];

/** True when written, false when stored exactly so already. */
export function writeEvent(connection: Connection, event: Event): boolean {
  const stored = connection.statement('SELECT version, doc FROM events WHERE event_id = ?').get(event.eventId);
  if (!mayWrite(`event ${event.eventId}`, event, stored)) return false;
  putEvent(connection, event);
  return true;
}

/** Whatever version is stored. */
export function putEvent(connection: Connection, event: Event, doc = JSON.stringify(event)): void {
  connection
    .statement(
      `INSERT OR REPLACE INTO events (event_id, version, topic, level, first_at, last_at, doc)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      event.eventId,
      event.version,
      event.topic,
      levelRank(event.level),
      epochOf(event.firstAt, `event ${event.eventId}`),
      epochOf(event.lastAt, `event ${event.eventId}`),
      doc,
    );
}

/**
 * An id that led to another event is to be an event's own again: members that came there by it stay there. Before
 * anything is written under that id.
 */
export function reviveEvent(connection: Connection, eventId: string): void {
  const leadsTo = presentId(connection, eventId);
  if (leadsTo === eventId) return;
  connection.statement('UPDATE memberships SET event_id = ? WHERE event_id = ?').run(leadsTo, eventId);
  connection.statement('DELETE FROM event_aliases WHERE alias = ?').run(eventId);
}

/**
 * True when moved, false when that was done before. Memberships stay under the id that they were written with, which
 * leads on: an event that takes a new id with each earlier member would else move all of them each time.
 */
export function mergeEvent(
  connection: Connection,
  { from, into, version }: { from: string; into: string; version: number },
): boolean {
  const stored = connection.statement('SELECT version FROM events WHERE event_id = ?').get(from);
  const present = stored === undefined ? 0 : numberOf(stored, 'version');
  if (presentId(connection, from) === into) return false;
  if (present !== version) {
    throw new ConflictError(`event ${from} is at version ${present}, merging version ${version} came too late`);
  }
  reviveEvent(connection, into);
  connection.statement('DELETE FROM events WHERE event_id = ?').run(from);
  connection.statement('UPDATE event_aliases SET event_id = ? WHERE event_id = ?').run(into, from);
  connection.statement('INSERT OR REPLACE INTO event_aliases VALUES (?, ?)').run(from, into);
  return true;
}

/** The event that an id leads to: itself, unless its members went to another one. */
export function presentId(connection: Connection, eventId: string): string {
  const row = connection.statement('SELECT event_id FROM event_aliases WHERE alias = ?').get(eventId);
  return row === undefined ? eventId : textOf(row, 'event_id');
}

/** The present event of a post, or null. */
export function eventOfPost(connection: Connection, docId: string): string | null {
  const row = connection.statement('SELECT event_id FROM memberships WHERE doc_id = ?').get(docId);
  return row === undefined ? null : presentId(connection, textOf(row, 'event_id'));
}

/** All ids that lead to an event, as a condition on a column; takes the present id as its one value, numbered 1. */
export function idsLeadingTo(column: string): string {
  return `(${column} = ?1 OR ${column} IN (SELECT alias FROM event_aliases WHERE event_id = ?1))`;
}

export function upsertMembership(connection: Connection, member: Membership): void {
  const { docId, eventId, at, hourless, copyOf, trace } = member;
  connection
    .statement(
      'INSERT OR REPLACE INTO memberships (doc_id, event_id, at, hourless, copy_of, trace) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(docId, eventId, at, hourless ? 1 : 0, copyOf, trace);
}

/** With the present event. */
export const MEMBERSHIPS = `SELECT m.doc_id, coalesce(a.event_id, m.event_id) AS event_id, m.at, m.hourless, m.copy_of, m.trace
  FROM memberships m LEFT JOIN event_aliases a ON a.alias = m.event_id`;

export function toMembership(row: Row): Membership {
  return {
    docId: textOf(row, 'doc_id'),
    eventId: textOf(row, 'event_id'),
    at: textOf(row, 'at'),
    ...(numberOf(row, 'hourless') === 1 ? { hourless: true as const } : {}),
    copyOf: textOrNull(row, 'copy_of'),
    trace: textOf(row, 'trace'),
  };
}

export function upsertCopy(connection: Connection, copy: Copy, doc = JSON.stringify(copy)): void {
  connection
    .statement('INSERT OR REPLACE INTO copies (doc_id, original, doc) VALUES (?, ?, ?)')
    .run(copy.docId, copy.original, doc);
}
