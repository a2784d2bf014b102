import { useSyncExternalStore } from 'react';
import { serverClock } from '../data/server-clock.ts';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let second = 0;

function tick(): void {
  second = Math.floor(serverClock.now() / 1000);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === null) {
    tick();
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}

const MINUTE_S = 60;
const currentSecond = () => (timer === null ? Math.floor(serverClock.now() / 1000) : second);

/** Server time in epoch milliseconds, new each second; one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, currentSecond) * 1000;
}

/** The same, to the quarter of a minute: for "3 分钟前", which need not be drawn each second. */
export function useSlowNow(): number {
  const step = MINUTE_S / 4;
  return useSyncExternalStore(subscribe, () => Math.floor(currentSecond() / step) * step) * 1000;
}
