import { z } from 'zod';
import { liveMessage } from '../../contract.ts';
import { type LinkState, type LiveNews, startLiveLink } from './live-link.ts';

const LOCK = 'yuqing-live';
const spoken = z.discriminatedUnion('say', [
  z.object({ say: z.literal('changed'), message: liveMessage }),
  z.object({ say: z.literal('reload') }),
  z.object({ say: z.literal('state'), state: z.enum(['connecting', 'open', 'lost']) }),
  z.object({ say: z.literal('ask') }),
]);
type Spoken = z.infer<typeof spoken>;

interface Listeners {
  onNews(news: LiveNews): void;
  onState(state: LinkState): void;
}

export const later = (task: () => void, ms: number): (() => void) => {
  const timer = setTimeout(task, ms);
  return () => clearTimeout(timer);
};

const openFeed = () => new EventSource('/api/live');

/**
 * One connection for all tabs of a browser, since HTTP/1.1 allows six to a host: the tab that holds the lock
 * connects and tells the others; when it closes, the next one takes over. Where the browser has no locks
 * (a page that is not on https or loopback), each tab connects for itself.
 */
export function followLive(listeners: Listeners): { stop(): void } {
  if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') {
    return startLiveLink({ open: openFeed, later, ...listeners });
  }
  const channel = new BroadcastChannel(LOCK);
  const ending = new AbortController();
  let state: LinkState = 'connecting';
  let leading = false;
  let followed = false;
  const tell = (message: Spoken) => channel.postMessage(message);

  channel.addEventListener('message', ({ data }) => {
    const heard = spoken.safeParse(data);
    if (!heard.success) return;
    if (heard.data.say === 'ask') {
      if (leading) tell({ say: 'state', state });
      return;
    }
    followed = true;
    if (heard.data.say === 'state') listeners.onState(heard.data.state);
    else if (heard.data.say === 'reload') listeners.onNews({ kind: 'reload' });
    else listeners.onNews({ kind: 'changed', message: heard.data.message });
  });
  tell({ say: 'ask' });

  const lead = () =>
    new Promise<void>((release) => {
      leading = true;
      // What was said between the last leader and this one is lost to this tab.
      if (followed) listeners.onNews({ kind: 'reload' });
      const link = startLiveLink({
        open: openFeed,
        later,
        onNews(news) {
          listeners.onNews(news);
          tell(news.kind === 'reload' ? { say: 'reload' } : { say: 'changed', message: news.message });
        },
        onState(next) {
          state = next;
          listeners.onState(next);
          tell({ say: 'state', state });
        },
      });
      ending.signal.addEventListener('abort', () => {
        link.stop();
        release();
      });
    });
  navigator.locks.request(LOCK, { signal: ending.signal }, lead).catch((error: unknown) => {
    // Leaving before it was this tab's turn is the usual end of a follower.
    if (!ending.signal.aborted) reportError(error);
  });
  return {
    stop() {
      ending.abort();
      channel.close();
    },
  };
}
