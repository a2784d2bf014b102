import type { DropReason } from './model/outcome.ts';

/** What a stage may use from outside; injected, so that tests own time. */
export interface StageContext {
  /** Epoch milliseconds. */
  now(): number;
  log: Logger;
  signal: AbortSignal;
}

/** Structured log: lower-case message, fields beside it. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Dropped {
  dropped: DropReason;
}

/** Not an error: the post is left out on purpose and the reason is counted. */
export function drop(reason: DropReason): Dropped {
  return { dropped: reason };
}

export function isDropped(value: unknown): value is Dropped {
  return typeof value === 'object' && value !== null && 'dropped' in value;
}

/**
 * One step of a hop. Gives one result for each input, in input order: an output or a drop.
 * A stage without state may run in any number of workers.
 */
export interface Stage<In, Out> {
  readonly name: string;
  run(batch: readonly In[], ctx: StageContext): Promise<readonly (Out | Dropped)[]> | readonly (Out | Dropped)[];
}
