import { z } from 'zod';
import { ConflictError } from '../errors.ts';
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
  const read = async (at: number) => {
    const row = rates.length === 0 ? null : await store.state(KIND, channel);
    const before = z
      .array(z.number())
      .catch([])
      .parse(row?.value ?? []);
    return {
      window: createSendWindow(
        rates,
        before.filter((one) => one <= at),
      ),
      version: row?.version ?? null,
    };
  };
  let kept = await read(now);
  return {
    nextFree: (at, urgent) => kept.window.nextFree(at, urgent),
    async take(at, urgent) {
      if (rates.length === 0) return true;
      for (;;) {
        if (!kept.window.mayLeave(at, urgent)) return false;
        kept.window.take(at);
        try {
          // Kept before the message leaves: a crash in between costs a place, not the rate.
          kept.version = await store.putState(KIND, channel, kept.window.times(at), kept.version);
          return true;
        } catch (error) {
          if (!(error instanceof ConflictError)) throw error;
          // Another process has sent on this channel: its messages count too.
          kept = await read(at);
        }
      }
    },
  };
}
