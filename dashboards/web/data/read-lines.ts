import type { z } from 'zod';
import { failedLine } from '../../rulebook-contract.ts';
import { ask, failureOf } from './api.ts';
import { ApiFailure } from './failure.ts';

/** Asks for an answer of one JSON value a line and gives each as it comes. Throws what the server could not finish, and ApiFailure as callApi; an abort as it is. */
export async function* readLines<T extends z.ZodType>(
  path: string,
  schema: T,
  { body, signal }: { body: unknown; signal: AbortSignal },
): AsyncGenerator<z.output<T>, void, undefined> {
  const response = await ask(path, { method: 'POST', body, signal });
  if (!response.ok || response.body === null)
    throw failureOf(response.status, await response.json().catch(() => undefined));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = `${rest}${value ?? ''}`.split('\n');
    rest = done ? '' : (lines.pop() ?? '');
    for (const line of lines) if (line !== '') yield readLine(line, schema);
    if (done) return;
  }
}

function readLine<T extends z.ZodType>(line: string, schema: T): z.output<T> {
  const value: unknown = JSON.parse(line);
  const failed = failedLine.safeParse(value);
  if (failed.success) throw new ApiFailure('internal', failed.data.message, failed.data.hint);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const hint = '系统可能刚升级，请刷新页面；仍不行请联系系统管理员。';
  throw new ApiFailure('unreadable', '服务器的回答与本页面版本不符', hint, { cause: parsed.error });
}
