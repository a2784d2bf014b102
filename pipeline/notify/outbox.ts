import { randomUUID } from 'node:crypto';
import { NOTICE_CHANNELS, type NoticeChannel, SYSTEM_RECEIVER } from '../model/notice.ts';
import { createClaims } from './claims.ts';
import { NO_CONTACTS } from './contacts.ts';
import type { Content, ContentOf } from './content.ts';
import { createDataQueue } from './data-queue.ts';
import { withheld } from './delivery.ts';
import { createMessageQueue } from './message-queue.ts';
import type { ChannelQueue, OutboxDeps, OutboxParts } from './outbox-parts.ts';

export interface Outbox {
  /**
   * Delivers what is due on every channel; resolves to how many notices were decided on. A channel never runs twice at
   * once and does not wait for another: one that hangs delays itself alone.
   */
  deliver(): Promise<number>;
}

const BATCH = 200;

export function createOutbox(deps: OutboxDeps): Outbox {
  const parts: OutboxParts = {
    mutes: async () => () => null,
    owner: randomUUID(),
    contentOf: asWritten,
    contacts: NO_CONTACTS,
    fallback: [],
    quiet: null,
    operators: [SYSTEM_RECEIVER],
    ...deps,
  };
  const queues = channels().map((channel) => onceAtATime(queueOf(channel, parts)));
  return {
    async deliver() {
      const counts = await Promise.all(queues.map((queue) => queue()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

function channels(): NoticeChannel[] {
  return Object.keys(NOTICE_CHANNELS).filter((key): key is NoticeChannel => Object.hasOwn(NOTICE_CHANNELS, key));
}

function queueOf(channel: NoticeChannel, parts: OutboxParts): ChannelQueue {
  const notifier = parts.notifiers.find((one) => one.channel === channel);
  if (notifier === undefined) return () => withholdAll(channel, parts);
  const { shape } = notifier;
  return shape === undefined ? createDataQueue(notifier, parts) : createMessageQueue(notifier, shape, parts);
}

async function withholdAll(channel: NoticeChannel, parts: OutboxParts): Promise<number> {
  const claims = createClaims(channel, parts);
  const due = await claims.take(BATCH);
  if (due.length === 0) return 0;
  const why = `渠道“${NOTICE_CHANNELS[channel]}”没有配置`;
  await claims.settle(due.map((notice) => withheld(notice, parts.now(), 'no-channel', why)));
  return due.length;
}

function onceAtATime(queue: ChannelQueue): ChannelQueue {
  let running: Promise<number> | null = null;
  return () => {
    running ??= queue().finally(() => {
      running = null;
    });
    return running;
  };
}

/** The text the notice was stored with. */
const asWritten: ContentOf = (notice): Content => ({
  level: notice.level,
  title: notice.title,
  lines: notice.body.split('\n').map((text) => ({ text, link: null })),
  link: null,
  brief: notice.title,
});
