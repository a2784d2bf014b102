import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { ConflictError, CursorError, RefusedError, RetryableError, StorageError } from '../../pipeline/errors.ts';
import type { AccountRole } from '../account-contract.ts';
import type { ApiError } from '../contract.ts';
import { ApiProblem, STATUS_OF } from './api-problem.ts';
import type { AppEnv } from './endpoint.ts';
import type { ServerDeps } from './server-deps.ts';

/** Any error → an answer. What we did not foresee is logged under an id and told without detail. */
export function errorAnswer(error: unknown, c: Context<AppEnv>, { log, random }: Pick<ServerDeps, 'log' | 'random'>) {
  const problem = problemOf(error, c, { log, random });
  const body: ApiError = { error: { code: problem.code, message: problem.message, hint: problem.hint } };
  if (problem.retryAfter !== undefined) c.header('Retry-After', String(problem.retryAfter));
  return c.json(body, STATUS_OF[problem.code]);
}

/** What is told of an error; what we did not foresee is logged under an id. */
export function problemOf(error: unknown, c: Context<AppEnv>, deps: Pick<ServerDeps, 'log' | 'random'>): ApiProblem {
  return asProblem(error, c.get('role')) ?? unforeseen(error, c, deps);
}

/** Somebody must make room first. */
const STORAGE_RETRY_S = 30;
const DEEPEST = 5;

function storageErrorOf(error: unknown): StorageError | null {
  let cause = error;
  for (let i = 0; i < DEEPEST && cause instanceof Error; i++, cause = cause.cause) {
    if (cause instanceof StorageError) return cause;
  }
  return null;
}

function asProblem(error: unknown, role: AccountRole | undefined): ApiProblem | null {
  if (error instanceof ApiProblem) return error;
  if (error instanceof CursorError) return new ApiProblem('invalid-request', error.message, { cause: error });
  if (error instanceof ConflictError) {
    return new ApiProblem('conflict', '内容刚刚被他人修改', { cause: error, hint: '请刷新后再试' });
  }
  if (error instanceof RefusedError) {
    return new ApiProblem('refused', error.message, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
  const stuck = storageErrorOf(error);
  if (stuck !== null) {
    // What is full, and where, is the business of those who can make room.
    const hint = role === 'admin' ? stuck.message : '这次没有办成，已有的内容都在；请联系系统管理员，处理好之后再办';
    return new ApiProblem('unavailable', '系统现在不能保存内容', { cause: error, hint, retryAfter: STORAGE_RETRY_S });
  }
  if (error instanceof RetryableError) {
    const retryAfter = Math.max(1, Math.ceil((error.retryAfterMs ?? 1000) / 1000));
    return new ApiProblem('unavailable', '系统正忙', { cause: error, hint: '请稍后重试', retryAfter });
  }
  if (error instanceof HTTPException && error.status === 413) {
    return new ApiProblem('too-large', '请求内容过大', { cause: error });
  }
  return null;
}

function unforeseen(error: unknown, c: Context<AppEnv>, { log, random }: Pick<ServerDeps, 'log' | 'random'>) {
  const id = Buffer.from(random(6)).toString('hex');
  const stack = error instanceof Error ? error.stack : String(error);
  log.error({ id, method: c.req.method, path: c.req.path, stack }, 'request failed');
  return new ApiProblem('internal', '系统内部错误', { hint: `请把编号 ${id} 告知系统管理员` });
}
