import type { Config } from './config.ts';
import type { Notice } from './model/notice.ts';
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

/** Every channel that notices can go out on. */
export function channelsOf(config: Config): Notice['channel'][] {
  return config.webhookUrl === undefined ? ['in-app'] : ['in-app', 'webhook'];
}
