import type { Config } from './config.ts';
import type { Notifier } from './notify/notifier.ts';
import { createWebhookNotifier } from './notify/webhook.ts';
import type { HttpClient } from './outbound/http-client.ts';

/** The channels beyond the page that the settings ask for. */
export function notifiersOf(config: Config, { now, client }: { now: () => number; client: HttpClient }): Notifier[] {
  const { webhookUrl, webhookSecret } = config;
  if (webhookUrl === undefined || webhookSecret === undefined) return [];
  const page = config.publicUrl ?? `http://${config.host}:${config.port}`;
  const linkOf = (alertId: string) => `${page.replace(/\/$/, '')}/alerts/${alertId}`;
  return [createWebhookNotifier({ url: webhookUrl, secret: webhookSecret, client, now, linkOf })];
}
