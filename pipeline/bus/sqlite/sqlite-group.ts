import type { Connection } from '../../store/sqlite/sqlite-connection.ts';
import { numberOf, textOrNull } from '../../store/sqlite/sqlite-values.ts';
import type { BusTopic } from '../bus.ts';

/** Where a group stands in a topic, and who of its consumers has the turn. */
export interface GroupRow {
  acked: number;
  owner: string | null;
  /** Epoch milliseconds. */
  leaseUntil: number;
}

export function groupRow(connection: Connection, topic: BusTopic, name: string): GroupRow | null {
  const row = connection
    .statement('SELECT acked, owner, lease_until FROM log_groups WHERE topic = ? AND name = ?')
    .get(topic, name);
  if (row === undefined) return null;
  return { acked: numberOf(row, 'acked'), owner: textOrNull(row, 'owner'), leaseUntil: numberOf(row, 'lease_until') };
}

/** A new group starts before the oldest message kept. */
export function registerGroup(connection: Connection, topic: BusTopic, name: string): void {
  connection
    .statement(
      `INSERT OR IGNORE INTO log_groups (topic, name, acked)
       VALUES (?1, ?2, coalesce((SELECT min(seq) - 1 FROM log_${topic}), (SELECT last FROM log_heads WHERE topic = ?1)))`,
    )
    .run(topic, name);
}

/**
 * Free when nobody owns the turn or the lease has run out. A lease far in the future comes from a clock that was set
 * back since: waiting for it could take for ever.
 */
export function isFree(row: GroupRow, owner: string, now: number, leaseMs: number): boolean {
  return row.owner === null || row.owner === owner || row.leaseUntil <= now || row.leaseUntil > now + 2 * leaseMs;
}

/** Takes the turn if it is free; gives the position to go on from, or null. */
export function takeTurn(
  connection: Connection,
  at: { topic: BusTopic; name: string; owner: string; now: number; leaseMs: number },
): number | null {
  const row = groupRow(connection, at.topic, at.name);
  if (row === null || !isFree(row, at.owner, at.now, at.leaseMs)) return null;
  connection
    .statement('UPDATE log_groups SET owner = ?, lease_until = ? WHERE topic = ? AND name = ?')
    .run(at.owner, at.now + at.leaseMs, at.topic, at.name);
  return row.acked;
}

/** False when another consumer has taken the turn. */
export function renewTurn(
  connection: Connection,
  at: { topic: BusTopic; name: string; owner: string; until: number },
): boolean {
  const result = connection
    .statement('UPDATE log_groups SET lease_until = ? WHERE topic = ? AND name = ? AND owner = ?')
    .run(at.until, at.topic, at.name, at.owner);
  return Number(result.changes) === 1;
}

export function leaveTurn(connection: Connection, topic: BusTopic, name: string, owner: string): void {
  connection
    .statement('UPDATE log_groups SET owner = NULL, lease_until = 0 WHERE topic = ? AND name = ? AND owner = ?')
    .run(topic, name, owner);
}

/** Moves the group on; false when the turn was lost, and then nothing is written. */
export function acknowledgeUpTo(
  connection: Connection,
  at: { topic: BusTopic; name: string; owner: string; seq: number },
): boolean {
  const result = connection
    .statement('UPDATE log_groups SET acked = max(acked, ?) WHERE topic = ? AND name = ? AND owner = ?')
    .run(at.seq, at.topic, at.name, at.owner);
  return Number(result.changes) === 1;
}

/** What every group has acknowledged; null when the topic has no group. */
export function slowestGroup(connection: Connection, topic: BusTopic): number | null {
  const row = connection.statement('SELECT min(acked) AS acked FROM log_groups WHERE topic = ?').get(topic);
  return row === undefined || row.acked === null ? null : numberOf(row, 'acked');
}
