import type { ErrorCode } from '../../contract.ts';

export type FailureCode = ErrorCode | 'unreachable' | 'unreadable';

/** A request that brought no result, in words for the person at the screen. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly code: FailureCode;
  readonly hint: string | null;
  constructor(code: FailureCode, message: string, hint: string | null, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

const WORTH_RETRYING: ReadonlySet<FailureCode> = new Set(['unreachable', 'unavailable', 'internal']);

export function isWorthRetrying(error: unknown): boolean {
  return error instanceof ApiFailure && WORTH_RETRYING.has(error.code);
}

/** Message and hint of anything that was thrown. */
export function wordsOf(error: unknown): { message: string; hint: string | null } {
  if (error instanceof ApiFailure) return { message: error.message, hint: error.hint };
  return { message: '页面出了问题', hint: '请刷新页面；若再次出现，请把操作步骤告诉系统管理员。' };
}
