import type { RoutingSpec } from '../rules/schema.ts';
import type { Config } from './config.ts';
import { CASE_SUBJECT, type Notice, SYSTEM_RECEIVER } from './model/notice.ts';
import { type Contacts, NO_CONTACTS, readContacts } from './notify/contacts.ts';
import { createDingtalk } from './notify/dingtalk.ts';
import { createEmail } from './notify/email.ts';
import { createFeishu } from './notify/feishu.ts';
import type { Notifier } from './notify/notifier.ts';
import { createSms } from './notify/sms.ts';
import { createWebhookNotifier } from './notify/webhook.ts';
import { createWecom } from './notify/wecom.ts';
import type { Outbound } from './outbound/setup.ts';

/** The channels beyond the page that the settings ask for. */
export function notifiersOf(
  config: Config,
  { now, outbound }: { now: () => number; outbound: Pick<Outbound, 'webhookClient' | 'openMailSocket'> },
): Notifier[] {
  const { webhookUrl, webhookSecret, wecomUrl, dingtalkUrl, feishuUrl, smtpUrl, mailFrom, smsUrl, smsBody } = config;
  const common = { client: outbound.webhookClient, now };
  const linkOf = (alertId: string) => alertUrl(config, alertId);
  const notifiers = [
    webhookUrl && webhookSecret
      ? createWebhookNotifier({ ...common, url: webhookUrl, secret: webhookSecret, linkOf })
      : null,
    wecomUrl ? createWecom({ ...common, url: wecomUrl }) : null,
    dingtalkUrl ? createDingtalk({ ...common, url: dingtalkUrl, secret: config.dingtalkSecret }) : null,
    feishuUrl ? createFeishu({ ...common, url: feishuUrl, secret: config.feishuSecret }) : null,
    smtpUrl && mailFrom ? createEmail({ url: smtpUrl, from: mailFrom, openSocket: outbound.openMailSocket }) : null,
    smsUrl && smsBody
      ? createSms({ ...common, url: smsUrl, body: smsBody, header: config.smsHeader, taken: config.smsTaken })
      : null,
  ];
  return notifiers.filter((notifier) => notifier !== null);
}

/** Every channel that notices go out on at once; those that only stand in for another are left out. */
export function channelsOf(config: Config): Notice['channel'][] {
  const set: readonly [Notice['channel'], string | undefined][] = [
    ['webhook', config.webhookUrl],
    ['wecom', config.wecomUrl],
    ['dingtalk', config.dingtalkUrl],
    ['feishu', config.feishuUrl],
    ['email', config.smtpUrl],
    ['sms', config.smsUrl],
  ];
  const direct = set.filter(([channel, address]) => address !== undefined && !config.fallback.includes(channel));
  return ['in-app', ...direct.map(([channel]) => channel)];
}

/** The address book of the settings; its receivers must be ones that the rules can name. */
export function contactsOf(config: Config, { departments }: Pick<RoutingSpec, 'departments'>): Contacts {
  if (config.contacts === undefined) return NO_CONTACTS;
  const posts = departments.flatMap(({ name, roles }) => roles.map((role) => `${name}:${role}`));
  return readContacts(config.contacts, new Set([...posts, SYSTEM_RECEIVER]));
}

/** The page that a notice is about. */
export function alertUrl(config: Config, alertId: string): string {
  if (alertId.startsWith(CASE_SUBJECT)) return `${pageOf(config)}/cases/${alertId.slice(CASE_SUBJECT.length)}`;
  return `${pageOf(config)}/alerts/${alertId}`;
}

/** The page behind a link that acknowledges. */
export function acknowledgeUrl(config: Config, token: string): string {
  return `${pageOf(config)}/a/${token}`;
}

function pageOf({ publicUrl, host, port }: Config): string {
  return (publicUrl ?? `http://${host}:${port}`).replace(/\/$/, '');
}
