import type { Mutes } from '../alert/mute.ts';
import type { NoticeChannel } from '../model/notice.ts';
import type { Logger } from '../stage.ts';
import type { Store } from '../store/store.ts';
import type { Contacts } from './contacts.ts';
import type { ContentOf } from './content.ts';
import type { Notifier } from './notifier.ts';
import type { QuietHours } from './quiet-hours.ts';

export interface OutboxDeps {
  store: Store;
  notifiers: readonly Notifier[];
  now: () => number;
  /** 0 ≤ x < 1; spreads retries. */
  random: () => number;
  log: Logger;
  /** Why nobody is to be told of an alert, read anew for each round; default: everybody is. */
  mutes?: () => Promise<Mutes>;
  /** Under which name this process claims notices; default: a name of its own. */
  owner?: string;
  contentOf?: ContentOf;
  contacts?: Contacts;
  /** Channels used only when another fails, in this order. */
  fallback?: readonly NoticeChannel[];
  /** When only the gravest level is sent to people at once. */
  quiet?: QuietHours | null;
  /** Receivers who mend channels, told on the page; default: every system administrator. */
  operators?: readonly string[];
}

/** The outbox with nothing left open. */
export type OutboxParts = Required<OutboxDeps>;

/** What delivers the due notices of one channel; resolves to how many were decided on. */
export type ChannelQueue = () => Promise<number>;
