/**
 * Errors are named by consequence: what the caller must do, not what broke. The cause is always kept.
 */

/** Try again later; nothing is wrong with the item. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  /** Milliseconds to wait before the next try, when the other side said so. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number } = {}) {
    super(message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * What must be kept cannot be written: a disk is full, or does not take it. Trying again helps once somebody has made room; the
 * message says what is full, how much, and what to do.
 */
export class StorageError extends RetryableError {}

/** This item can never be processed: it goes to the dead letters with the message as its reason. */
export class PoisonError extends Error {
  override readonly name = 'PoisonError';
}

/** The process cannot go on: it stops with a clear message. Nothing accepted is lost. */
export class FatalError extends Error {
  override readonly name = 'FatalError';
}

/** A row changed since the caller read it: read again and decide anew. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** Not allowed as things stand; asking again changes nothing. The message is a Chinese sentence for the person. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** What to do about it. */
  readonly hint: string | undefined;
  constructor(message: string, options: ErrorOptions & { hint?: string } = {}) {
    super(message, options);
    this.hint = options.hint;
  }
}

/** A page's cursor cannot be used (damaged, or made for another filter): start again from the first page. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
}

/** A service that is needed cannot be reached (exit code 3). */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** One thing wrong in configuration or input, with its place. */
export interface Issue {
  /** `file:line:column`, a setting's name, or a row. */
  where: string;
  message: string;
  /** What to do about it. */
  hint?: string;
}

/** Wrong usage, configuration or input: every problem at once (exit code 2). */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly issues: readonly Issue[];
  constructor(issues: readonly Issue[], options?: ErrorOptions) {
    super(
      issues.map((issue) => `${issue.where}: ${issue.message}${issue.hint ? `（${issue.hint}）` : ''}`).join('\n'),
      options,
    );
    this.issues = issues;
  }
}
