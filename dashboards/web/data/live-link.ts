import { LIVE_KINDS, type LiveMessage, liveMessage } from '../../contract.ts';

export type LinkState = 'connecting' | 'open' | 'lost';

/** What the feed tells: a change, or that so much was missed that everything must be asked again. */
export type LiveNews = { kind: 'changed'; message: LiveMessage } | { kind: 'reload' };

/** The part of the browser's EventSource that is used; a test brings its own. */
export interface FeedStream {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
}

export interface LiveLinkDeps {
  open(): FeedStream;
  /** Runs the task after so many milliseconds; returns the function that calls it off. */
  later(task: () => void, ms: number): () => void;
  onNews(news: LiveNews): void;
  onState(state: LinkState): void;
}

const CLOSED = 2;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/**
 * Keeps one feed open. The browser reconnects by itself after a broken connection, but gives up for good on an error
 * status (a server that restarts behind a proxy): then a new stream is opened, waiting twice as long each time.
 */
export function startLiveLink(deps: LiveLinkDeps): { stop(): void } {
  let stream: FeedStream | null = null;
  let callOff: (() => void) | null = null;
  let wait = FIRST_WAIT_MS;
  let stopped = false;

  const connect = () => {
    const again = stream !== null;
    callOff = null;
    const current = deps.open();
    stream = current;
    current.addEventListener('open', () => {
      // A new stream has no Last-Event-ID, so what was missed in between is not sent again.
      if (again) deps.onNews({ kind: 'reload' });
      wait = FIRST_WAIT_MS;
      deps.onState('open');
    });
    current.addEventListener('error', () => {
      if (stopped) return;
      deps.onState('lost');
      if (current.readyState === CLOSED && callOff === null) {
        current.close();
        callOff = deps.later(connect, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    });
    current.addEventListener('reload', () => deps.onNews({ kind: 'reload' }));
    for (const kind of LIVE_KINDS) {
      current.addEventListener(kind, (event) => {
        const message = readMessage(event.data);
        deps.onNews(message === null ? { kind: 'reload' } : { kind: 'changed', message });
      });
    }
  };

  deps.onState('connecting');
  connect();
  return {
    stop() {
      stopped = true;
      callOff?.();
      stream?.close();
    },
  };
}

/** Null for what cannot be read: then asking everything again is the safe answer. */
function readMessage(data: unknown): LiveMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const parsed = liveMessage.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
