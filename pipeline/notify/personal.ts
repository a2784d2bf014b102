import type { NoticeChannel } from '../model/notice.ts';
import type { Notifier } from './notifier.ts';

/** True for channels on which each receiver gets a message of its own: the page, and those that reach an address. */
export function personalIn(
  notifiers: readonly Pick<Notifier, 'channel' | 'shape'>[],
): (channel: NoticeChannel) => boolean {
  const personal = new Set(notifiers.flatMap(({ channel, shape }) => (shape?.addressOf ? [channel] : [])));
  return (channel) => channel === 'in-app' || personal.has(channel);
}
