import { RetryableError } from '../../pipeline/errors.ts';
import type { NoticeChannel } from '../../pipeline/model/notice.ts';
import type { Person } from '../../pipeline/notify/contacts.ts';
import { plainText } from '../../pipeline/notify/content.ts';
import type { Notifier, Outgoing } from '../../pipeline/notify/notifier.ts';
import type { RateLimit } from '../../pipeline/notify/send-window.ts';
import { utf8Bytes } from '../../pipeline/notify/split-text.ts';

export interface Taken {
  at: number;
  message: Outgoing;
}

export interface FakeRobot extends Notifier {
  /** What the other side took. */
  taken: Taken[];
  /** Tries that reached it, taken or not. */
  tries: number;
  /** Throws what `send` shall throw; may be replaced at any time. */
  behave: (message: Outgoing, now: number) => void | Promise<void>;
}

export interface FakeRobotOptions {
  now: () => number;
  channel?: NoticeChannel;
  rates?: readonly RateLimit[];
  limit?: number;
  addressOf?: (person: Person) => string | undefined;
}

/** A platform that counts, and blocks whoever is faster than its rates. */
export function createFakeRobot({
  now,
  channel = 'wecom',
  rates = [],
  limit = 4096,
  addressOf,
}: FakeRobotOptions): FakeRobot {
  const robot: FakeRobot = {
    channel,
    taken: [],
    tries: 0,
    behave: () => {},
    shape: { addressOf: addressOf ?? null, rates, limit, measure: utf8Bytes, render: plainText },
    async send(message) {
      robot.tries += 1;
      await robot.behave(message, now());
      robot.taken.push({ at: now(), message });
      const broken = rates.find(
        ({ count, perMs }) => robot.taken.filter(({ at }) => at > now() - perMs).length > count,
      );
      if (broken) throw new RetryableError(`faster than ${broken.count} in ${broken.perMs} ms`);
      return { answer: '已收' };
    },
  };
  return robot;
}
