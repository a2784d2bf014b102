import { FatalError, PoisonError } from '../../errors.ts';
import { toShanghai } from '../../model/calendar.ts';
import type { Connection } from '../../store/sqlite/sqlite-connection.ts';
import { numberOf, textOf } from '../../store/sqlite/sqlite-values.ts';
import type { BusTopic, DeadLetter, Delivered, Message } from '../bus.ts';
import { TOPICS } from '../bus.ts';

/** One message as it lies in the log. */
export interface Entry extends Message {
  readonly seq: number;
  /** Why `value` is only text: what is stored is no JSON. Null when all is well. */
  readonly problem: string | null;
}

/** A message ready for its table. Throws PoisonError for a value that JSON cannot hold. */
export function encodeMessage(topic: BusTopic, message: Message): { key: string; value: string } {
  const fail = (cause: unknown) =>
    new PoisonError(`message "${message.key}" for topic ${topic} is no JSON value`, { cause });
  try {
    const value: unknown = JSON.stringify(message.value);
    if (typeof value === 'string') return { key: message.key, value };
  } catch (error) {
    throw fail(error);
  }
  throw fail(undefined);
}

/** Appends in order and gives the last position. Positions have no gaps: writers take turns. */
export function append(
  connection: Connection,
  topic: BusTopic,
  messages: readonly { key: string; value: string }[],
  at: number,
): number {
  let last = headOf(connection, topic);
  const insert = connection.statement(`INSERT INTO ${tableOf(topic)} (seq, key, value, at) VALUES (?, ?, ?, ?)`);
  for (const { key, value } of messages) {
    last += 1;
    insert.run(last, key, value, at);
  }
  connection.statement('UPDATE log_heads SET last = ? WHERE topic = ?').run(last, topic);
  return last;
}

/** Position of the newest message ever published. */
export function headOf(connection: Connection, topic: BusTopic): number {
  const row = connection.statement('SELECT last FROM log_heads WHERE topic = ?').get(topic);
  if (row === undefined) throw new FatalError(`消息日志缺少主题 ${topic}：数据库不完整，请用 yuqing restore 恢复备份`);
  return numberOf(row, 'last');
}

/** Messages after a position, in log order. */
export function entriesAfter(connection: Connection, topic: BusTopic, after: number, limit: number): Entry[] {
  return connection
    .statement(`SELECT seq, key, value FROM ${tableOf(topic)} WHERE seq > ? ORDER BY seq LIMIT ?`)
    .all(after, limit)
    .map((row) => ({ seq: numberOf(row, 'seq'), key: textOf(row, 'key'), ...decode(textOf(row, 'value')) }));
}

export function toDelivered(topic: BusTopic, entry: Entry, attempt: number): Delivered {
  return { topic, key: entry.key, value: entry.value, offset: String(entry.seq), attempt };
}

export function countAfter(connection: Connection, topic: BusTopic, after: number): number {
  const row = connection.statement(`SELECT count(*) AS n FROM ${tableOf(topic)} WHERE seq > ?`).get(after);
  return row === undefined ? 0 : numberOf(row, 'n');
}

/** So many are looked at in one transaction: others who write should not wait for a long one. */
const REMOVED_AT_ONCE = 1_000;

/**
 * Looks at the next messages after a position, up to and with another, and removes those published before the instant
 * (epoch ms). `last` is where it looked to, null at the end. What is removed is overwritten with zeros, for it may name people.
 */
export function removeOld(
  connection: Connection,
  topic: BusTopic,
  range: { after: number; upTo: number; before: number },
): { removed: number; last: number | null } {
  const { after, upTo, before } = range;
  const found = connection
    .statement(
      `SELECT max(seq) AS last FROM (SELECT seq FROM ${tableOf(topic)} WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?)`,
    )
    .get(after, upTo, REMOVED_AT_ONCE);
  if (found === undefined || found.last === null) return { removed: 0, last: null };
  const last = numberOf(found, 'last');
  connection.raw.exec('PRAGMA secure_delete = ON');
  try {
    const result = connection
      .statement(`DELETE FROM ${tableOf(topic)} WHERE seq > ? AND seq <= ? AND at < ?`)
      .run(after, last, before);
    return { removed: Number(result.changes), last };
  } finally {
    connection.raw.exec('PRAGMA secure_delete = OFF');
  }
}

export function deadLetter(
  message: Delivered,
  facts: { group: string; reason: string; at: number },
): DeadLetter & { topic: BusTopic } {
  const { topic, offset, key, value } = message;
  return { topic, group: facts.group, offset, key, value, reason: facts.reason, at: toShanghai(facts.at) };
}

function tableOf(topic: BusTopic): string {
  if (!TOPICS.includes(topic)) throw new FatalError(`unknown topic ${String(topic)}; topics are ${TOPICS.join(', ')}`);
  return `log_${topic}`;
}

function decode(stored: string): { value: unknown; problem: string | null } {
  try {
    return { value: JSON.parse(stored), problem: null };
  } catch (error) {
    return { value: stored, problem: `stored message is no JSON: ${error instanceof Error ? error.message : ''}` };
  }
}
