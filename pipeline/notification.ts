import type { RuleSet } from '../rules/rule-set.ts';
import type { Config } from './config.ts';
import type { CoreDeps } from './core.ts';
import { acknowledgeUrl, alertUrl, contactsOf, notifiersOf } from './notifiers.ts';
import { type AckLinks, createAckLinks } from './notify/ack-link.ts';
import { createNoticeWriter } from './notify/write-notice.ts';
import type { Outbound } from './outbound/setup.ts';
import type { Store } from './store/store.ts';

export interface NotificationDeps {
  store: Store;
  rules: () => Pick<RuleSet, 'notices' | 'routing'>;
  outbound: Pick<Outbound, 'webhookClient' | 'openMailSocket'>;
  secretKey: string;
  now: () => number;
}

/** All that the settings say about telling people. */
export interface Notification extends Required<Pick<CoreDeps, 'notifiers' | 'outbox'>> {
  ackLinks: AckLinks;
}

/** Throws ConfigError when the address book has mistakes. */
export function openNotification(config: Config, deps: NotificationDeps): Notification {
  const { store, rules, outbound, secretKey, now } = deps;
  const contacts = contactsOf(config, rules().routing);
  const ackLinks = createAckLinks({ secretKey, store, contacts, now });
  const contentOf = createNoticeWriter({
    templates: () => rules().notices,
    alertUrl: (alertId) => alertUrl(config, alertId),
    acknowledgeUrl(notice) {
      const token = ackLinks.tokenOf(notice);
      return token === null ? null : acknowledgeUrl(config, token);
    },
  });
  return {
    notifiers: notifiersOf(config, { now, outbound }),
    outbox: { contentOf, contacts, fallback: config.fallback, quiet: config.quietHours },
    ackLinks,
  };
}
