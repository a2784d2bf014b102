import type { ErrorCode } from '../contract.ts';

/** Status of each code; every answer from 400 on has one of these. */
export const STATUS_OF = {
  'invalid-request': 400,
  'not-logged-in': 401,
  'login-failed': 401,
  'too-many-attempts': 429,
  forbidden: 403,
  'cross-site': 403,
  'not-found': 404,
  conflict: 409,
  refused: 409,
  'too-large': 413,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorCode, number>;

/** The answer to give instead of a result: a code and Chinese sentences for the person who asked. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ErrorCode;
  readonly hint: string | null;
  /** Seconds, for Retry-After. */
  readonly retryAfter: number | undefined;
  constructor(code: ErrorCode, message: string, options: ErrorOptions & { hint?: string; retryAfter?: number } = {}) {
    super(message, options);
    this.code = code;
    this.hint = options.hint ?? null;
    this.retryAfter = options.retryAfter;
  }
}
