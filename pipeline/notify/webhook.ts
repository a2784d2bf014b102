import { createHmac } from 'node:crypto';
import { PoisonError, RetryableError } from '../errors.ts';
import { EGRESS_REASONS, EgressRefusedError } from '../outbound/egress-reasons.ts';
import type { HttpAnswer, HttpClient } from '../outbound/http-client.ts';
import type { Notifier } from './notifier.ts';

export interface WebhookOptions {
  url: string;
  /** At least 24 bytes; `whsec_` + base64, or any text of 24 characters or more. */
  secret: string;
  /** Behind the outbound gate. */
  client: Pick<HttpClient, 'post'>;
  now: () => number;
  timeoutMs?: number;
  /** The page that opens the alert. */
  linkOf: (alertId: string) => string;
}

/** A receiver's answer is read no further: only its status counts. */
const MOST_ANSWER_BYTES = 64 * 1024;

/**
 * Signed webhook after Standard Webhooks 1.0 (https://www.standardwebhooks.com): HMAC-SHA256 over
 * `{id}.{timestamp}.{body}` in `webhook-signature: v1,…`; the id is the notice id, the idempotency key.
 * 2xx is delivered; 408, 425, 429 and 5xx and network trouble are tried again; redirects, other 4xx and addresses that
 * the gate refuses never work.
 */
export function createWebhookNotifier(options: WebhookOptions): Notifier {
  const key = secretBytes(options.secret);
  return {
    channel: 'webhook',
    async send(notice, alert) {
      const body = JSON.stringify({
        type: 'notice',
        notice,
        alert: alert && { ...alert, link: options.linkOf(alert.alertId) },
      });
      const timestamp = String(Math.floor(options.now() / 1000));
      const signature = createHmac('sha256', key).update(`${notice.noticeId}.${timestamp}.${body}`).digest('base64');
      const answer = await post(options, body, {
        'content-type': 'application/json; charset=utf-8',
        'webhook-id': notice.noticeId,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      });
      return judge(answer);
    },
  };
}

async function post(
  { url, client, timeoutMs = 10_000 }: WebhookOptions,
  body: string,
  headers: Record<string, string>,
): Promise<HttpAnswer> {
  try {
    return await client.post(url, { body, headers, timeoutMs, maxBytes: MOST_ANSWER_BYTES });
  } catch (cause) {
    // A name that does not resolve now may do so later; every other refusal is about the address itself.
    if (cause instanceof EgressRefusedError && cause.reason !== 'unresolved')
      throw new PoisonError(
        `推送地址被出站闸门拒绝：${EGRESS_REASONS[cause.reason]}；内网地址须写入 YUQING_ALLOW_PRIVATE`,
        { cause },
      );
    throw new RetryableError(`推送地址没有应答：${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function judge({ status, headers }: HttpAnswer) {
  if (status >= 200 && status < 300) return { answer: `HTTP ${status}` };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const retryAfterMs = retryAfter(headers['retry-after']);
    throw new RetryableError(`推送地址应答 HTTP ${status}`, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  throw new PoisonError(`推送地址拒绝：HTTP ${status}，请检查地址与密钥`);
}

/** Seconds only; a date is left to our own waiting time. */
function retryAfter(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined;
}

function secretBytes(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8');
}
