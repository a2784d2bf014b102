import { z } from 'zod';
import { apiError } from '../../contract.ts';
import { noteContact } from './contact.ts';
import { ApiFailure } from './failure.ts';
import { serverClock } from './server-clock.ts';

export type QueryValue = string | number | boolean | readonly string[] | null | undefined;

export interface ApiRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON. */
  body?: unknown;
  signal?: AbortSignal;
}

/** Longest wait for an answer; an action waits for the stateful hop, so this is generous. */
const TIME_LIMIT_MS = 30_000;
const withTime = z.object({ serverTime: z.string() });

/** Asks the API and reads the answer with the contract's schema. Throws ApiFailure; an abort is thrown as it is. */
export async function callApi<T extends z.ZodType>(
  path: string,
  schema: T,
  request: ApiRequest = {},
): Promise<z.output<T>> {
  const sentAt = Date.now();
  const response = await send(path, request);
  const receivedAt = Date.now();
  const body = response.status === 204 ? undefined : await readJson(response);
  if (!response.ok) throw failureOf(response.status, body);
  const timed = withTime.safeParse(body);
  if (timed.success) serverClock.observe(timed.data.serverTime, sentAt, receivedAt);
  noteContact(serverClock.now());
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiFailure(
    'unreadable',
    '服务器的回答与本页面版本不符',
    '系统可能刚升级，请刷新页面；仍不行请联系系统管理员。',
    {
      cause: parsed.error,
    },
  );
}

/** Asks for a file and hands it to the browser to keep under this name. Throws as callApi. */
export async function downloadFile(path: string, body: unknown, name: string): Promise<void> {
  const response = await send(path, { method: 'POST', body });
  if (!response.ok) throw failureOf(response.status, await readJson(response));
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

async function send(path: string, request: ApiRequest): Promise<Response> {
  const timeout = AbortSignal.timeout(TIME_LIMIT_MS);
  const { signal } = request;
  try {
    return await ask(path, { ...request, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
  } catch (error) {
    if (timeout.aborted && !signal?.aborted) {
      const what =
        request.method === undefined || request.method === 'GET'
          ? ''
          : '，提交的内容可能已经生效，请刷新页面核对后再办';
      throw unreachable(`服务器长时间没有回答${what}`, error);
    }
    throw error;
  }
}

/** The bare request, without a limit of time. Throws ApiFailure where no answer came. */
export async function ask(path: string, { method = 'GET', query = {}, body, signal }: ApiRequest): Promise<Response> {
  try {
    return await fetch(`${path}${queryString(query)}`, {
      method,
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw unreachable('连不上服务器', cause);
  }
}

function unreachable(message: string, cause: unknown): ApiFailure {
  return new ApiFailure('unreachable', message, '请检查网络；若其他网页能打开，请联系系统管理员。', { cause });
}

/** Lists are joined with commas; what is absent or empty is left out. Keys keep their order. */
export function queryString(query: Readonly<Record<string, QueryValue>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '') continue;
    if (Array.isArray(value)) {
      if (value.length > 0) params.set(key, value.join(','));
    } else {
      params.set(key, String(value));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

export function failureOf(status: number, body: unknown): ApiFailure {
  const parsed = apiError.safeParse(body);
  if (parsed.success) {
    const { code, message, hint } = parsed.data.error;
    return new ApiFailure(code, message, hint);
  }
  const down = status === 502 || status === 503 || status === 504;
  return new ApiFailure(
    down ? 'unavailable' : 'internal',
    down ? '服务暂时不可用' : `服务器出错（状态 ${status}）`,
    '请稍后再试；若持续出现，请联系系统管理员。',
  );
}
