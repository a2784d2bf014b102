import { z } from 'zod';
import type { NoticeChannel } from '../model/notice.ts';
import type { Store } from '../store/store.ts';
import { createSendWindow, type RateLimit } from './send-window.ts';

/** A send window that outlasts a restart: without it a process that begins anew would break the rate. */
export interface KeptWindow {
  /** Takes a place and resolves to true, or to false when none is free. */
  take(now: number, urgent: boolean): Promise<boolean>;
  nextFree(now: number, urgent: boolean): number;
}

const KIND = 'send-times';

export async function openSendWindow(
  store: Pick<Store, 'state' | 'putState'>,
  channel: NoticeChannel,
  rates: readonly RateLimit[],
  now: number,
): Promise<KeptWindow> {
  const row = rates.length === 0 ? null : await store.state(KIND, channel);
  const before = z
    .array(z.number())
    .catch([])
    .parse(row?.value ?? []);
  const window = createSendWindow(
    rates,
    before.filter((at) => at <= now),
  );
  let version = row?.version ?? null;
  return {
    nextFree: window.nextFree,
    async take(now, urgent) {
      if (!window.mayLeave(now, urgent)) return false;
      if (rates.length === 0) return true;
      window.take(now);
      // Kept before the message leaves: a crash in between costs a place, not the rate.
      version = await store.putState(KIND, channel, window.times(now), version);
      return true;
    },
  };
}
