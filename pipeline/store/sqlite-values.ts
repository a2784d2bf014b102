import type { SQLOutputValue } from 'node:sqlite';
import { PoisonError } from '../errors.ts';
import { toEpoch } from '../model/calendar.ts';

type Row = Record<string, SQLOutputValue>;

/** A column that our schema says is text. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} should be text and is ${typeof value}`);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : textOf(row, column);
}

/** A column that our schema says is an integer. */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} should be a number and is ${typeof value}`);
  return value;
}

/** Epoch milliseconds of an instant that is to be stored; PoisonError names what had none. */
export function epochOf(instant: string, what: string): number {
  try {
    return toEpoch(instant);
  } catch (error) {
    throw new PoisonError(`${what}: "${instant}" is no ISO 8601 instant`, { cause: error });
  }
}

export function epochOrNull(instant: string | null, what: string): number | null {
  return instant === null ? null : epochOf(instant, what);
}
