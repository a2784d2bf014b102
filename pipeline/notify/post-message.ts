import { PoisonError, RetryableError } from '../errors.ts';
import { EGRESS_REASONS, EgressRefusedError } from '../outbound/egress-reasons.ts';
import type { HttpAnswer, HttpClient } from '../outbound/http-client.ts';
import { TRANSPORT_WORDS, TransportError } from '../outbound/transport-reasons.ts';
import { ChannelFaultError } from './notifier.ts';

export interface PostOptions {
  url: string;
  /** Behind the outbound gate. */
  client: Pick<HttpClient, 'post'>;
  timeoutMs?: number;
  /** Words for the other side in messages, e.g. `企业微信`. */
  who: string;
}

/** An answer is read no further. */
const MOST_ANSWER_BYTES = 64 * 1024;

/**
 * Posts to an address that may be a credential: what is thrown names the reason alone, and has no cause, since causes
 * carry the address into logs. RetryableError when nobody answered, ChannelFaultError when the gate refuses the address.
 */
export async function postMessage(
  { url, client, who, timeoutMs = 10_000 }: PostOptions,
  body: string,
  headers: Record<string, string>,
): Promise<HttpAnswer> {
  try {
    return await client.post(url, { body, headers, timeoutMs, maxBytes: MOST_ANSWER_BYTES });
  } catch (cause) {
    // A name that does not resolve now may do so later; every other refusal is about the address itself.
    if (cause instanceof EgressRefusedError && cause.reason !== 'unresolved') {
      throw new ChannelFaultError(
        `${who}的地址被出站闸门拒绝：${EGRESS_REASONS[cause.reason]}；内网地址须写入 YUQING_ALLOW_PRIVATE`,
      );
    }
    throw new RetryableError(`${who}没有应答：${reasonOf(cause)}`);
  }
}

/** 2xx passes; 408, 425, 429 and 5xx are tried again; redirects and other 4xx never work. */
export function judgeStatus({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>, who: string): void {
  if (status >= 200 && status < 300) return;
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const retryAfterMs = retryAfter(headers);
    throw new RetryableError(`${who}应答 HTTP ${status}`, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (status === 401 || status === 403 || status === 404 || status === 410 || (status >= 300 && status < 400)) {
    throw new ChannelFaultError(`${who}拒绝：HTTP ${status}，请检查地址与密钥`);
  }
  throw new PoisonError(`${who}拒绝这条消息：HTTP ${status}`);
}

function reasonOf(cause: unknown): string {
  if (cause instanceof TransportError) return TRANSPORT_WORDS[cause.reason];
  return cause instanceof EgressRefusedError ? TRANSPORT_WORDS.unresolved : '网络故障';
}

/** What is asked for beyond this is not believed: a channel that is silent for days would be as good as lost. */
const LONGEST_ASKED_MS = 3_600_000;

/**
 * Seconds, or a date (RFC 9110, 10.2.3), which counts from the date of the answer: the two come from one clock, that need
 * not be ours. Undefined where neither can be read.
 */
function retryAfter({ 'retry-after': value, date }: HttpAnswer['headers']): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(date ?? '');
  return ms >= 0 ? Math.min(ms, LONGEST_ASKED_MS) : undefined;
}
