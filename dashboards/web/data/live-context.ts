import { createContext, useContext } from 'react';
import type { LinkState } from './live-link.ts';

export const LiveContext = createContext<LinkState>('connecting');

export function useLinkState(): LinkState {
  return useContext(LiveContext);
}

/** The feed says what changed; without it the page asks by itself, and with it now and then all the same. */
const WITHOUT_FEED_MS = 5_000;
const WITH_FEED_MS = 60_000;

export function usePollInterval(): number {
  return useLinkState() === 'open' ? WITH_FEED_MS : WITHOUT_FEED_MS;
}
