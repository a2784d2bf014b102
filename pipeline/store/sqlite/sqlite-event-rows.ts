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
  // Its id may have led to another event since it was here last.
  connection.statement('DELETE FROM event_aliases WHERE alias = ?').run(event.eventId);
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

/** True when moved, false when that was done before. */
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
  connection.statement('DELETE FROM events WHERE event_id = ?').run(from);
  connection.statement('UPDATE memberships SET event_id = ? WHERE event_id = ?').run(into, from);
  connection.statement('UPDATE event_aliases SET event_id = ? WHERE event_id = ?').run(into, from);
  connection.statement('DELETE FROM event_aliases WHERE alias = ?').run(into);
  connection.statement('INSERT OR REPLACE INTO event_aliases VALUES (?, ?)').run(from, into);
  return true;
}

/** The event that an id leads to: itself, unless its members went to another one. */
export function presentId(connection: Connection, eventId: string): string {
  const row = connection.statement('SELECT event_id FROM event_aliases WHERE alias = ?').get(eventId);
  return row === undefined ? eventId : textOf(row, 'event_id');
}

/** All ids that lead to an event, as a condition on a column; takes the present id as its one value, numbered 1. */
export function idsLeadingTo(column: string): string {
  return `(${column} = ?1 OR ${column} IN (SELECT alias FROM event_aliases WHERE event_id = ?1))`;
}

export function upsertMembership(connection: Connection, { docId, eventId, at, copyOf, trace }: Membership): void {
  connection
    .statement('INSERT OR REPLACE INTO memberships (doc_id, event_id, at, copy_of, trace) VALUES (?, ?, ?, ?, ?)')
    .run(docId, eventId, at, copyOf, trace);
}

export function toMembership(row: Row): Membership {
  return {
    docId: textOf(row, 'doc_id'),
    eventId: textOf(row, 'event_id'),
    at: textOf(row, 'at'),
    copyOf: textOrNull(row, 'copy_of'),
    trace: textOf(row, 'trace'),
  };
}

export function upsertCopy(connection: Connection, copy: Copy, doc = JSON.stringify(copy)): void {
  connection
    .statement('INSERT OR REPLACE INTO copies (doc_id, original, doc) VALUES (?, ?, ?)')
    .run(copy.docId, copy.original, doc);
}
