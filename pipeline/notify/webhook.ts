import { createHmac } from 'node:crypto';
import type { Notifier } from './notifier.ts';
import { judgeStatus, type PostOptions, postMessage } from './post-message.ts';

export interface WebhookOptions extends Omit<PostOptions, 'who'> {
  /** At least 24 bytes; `whsec_` + base64, or any text of 24 characters or more. */
  secret: string;
  now: () => number;
  /** The page that opens the alert. */
  linkOf: (alertId: string) => string;
}

/**
 * Signed webhook after Standard Webhooks 1.0 (https://www.standardwebhooks.com): HMAC-SHA256 over
 * `{id}.{timestamp}.{body}` in `webhook-signature: v1,…`; the id is the idempotency key.
 */
export function createWebhookNotifier(options: WebhookOptions): Notifier {
  const key = secretBytes(options.secret);
  const who = '推送地址';
  return {
    channel: 'webhook',
    async send({ key: id, notice, alert }) {
      const body = JSON.stringify({
        type: 'notice',
        notice,
        alert: alert && { ...alert, link: options.linkOf(alert.alertId) },
      });
      const timestamp = String(Math.floor(options.now() / 1000));
      const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
      const answer = await postMessage({ ...options, who }, body, {
        'content-type': 'application/json; charset=utf-8',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      });
      judgeStatus(answer, who);
      return { answer: `HTTP ${answer.status}` };
    },
  };
}

function secretBytes(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8');
}
