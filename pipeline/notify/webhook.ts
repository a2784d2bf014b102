import { createHmac } from 'node:crypto';
import { PoisonError, RetryableError } from '../errors.ts';
import type { Notifier } from './notifier.ts';

export interface WebhookOptions {
  url: string;
  /** At least 24 bytes; `whsec_` + base64, or any text of 24 characters or more. */
  secret: string;
  now: () => number;
  timeoutMs?: number;
  /** The page that opens the alert. */
  linkOf: (alertId: string) => string;
}

/**
 * Signed webhook after Standard Webhooks 1.0 (https://www.standardwebhooks.com): HMAC-SHA256 over
 * `{id}.{timestamp}.{body}` in `webhook-signature: v1,…`; the id is the notice id, the idempotency key.
 * 2xx is delivered; 408, 425, 429 and 5xx and network trouble are tried again; redirects and other 4xx never work.
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

async function post(options: WebhookOptions, body: string, headers: Record<string, string>): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(options.timeoutMs ?? 10_000);
    const response = await fetch(options.url, { method: 'POST', body, headers, redirect: 'manual', signal });
    await response.body?.cancel();
    return response;
  } catch (cause) {
    throw new RetryableError(`推送地址没有应答：${cause instanceof Error ? describe(cause) : String(cause)}`, {
      cause,
    });
  }
}

function describe(error: Error): string {
  const inner = error.cause instanceof Error ? error.cause.message : '';
  return inner === '' ? error.message : inner;
}

function judge(response: Response) {
  const { status } = response;
  if (status >= 200 && status < 300) return { answer: `HTTP ${status}` };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const retryAfterMs = retryAfter(response.headers.get('retry-after'));
    throw new RetryableError(`推送地址应答 HTTP ${status}`, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  throw new PoisonError(`推送地址拒绝：HTTP ${status}，请检查地址与密钥`);
}

/** Seconds only; a date is left to our own waiting time. */
function retryAfter(value: string | null): number | undefined {
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : undefined;
}

function secretBytes(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8');
}
