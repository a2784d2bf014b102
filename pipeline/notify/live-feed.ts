/** Something on a page changed. Carries no data: the page asks the API again. */
export interface LiveEvent {
  /** Counts up by one within a process. */
  readonly id: number;
  readonly kind: 'alert' | 'case' | 'notice' | 'event' | 'source' | 'posts' | 'rules';
  /** Id of what changed; for `posts` the docId of the newest, for `rules` the version in force. */
  readonly ref: string;
  /** Events that it belongs to, where there are any. */
  readonly events?: readonly string[];
  /** ISO 8601. */
  readonly at: string;
}

/** In-process fan-out to the pages that are open (server-sent events). */
export interface LiveFeed {
  publish(event: Omit<LiveEvent, 'id'>): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  /** Events after the id, oldest first; null when the id is too old and the page must reload all. */
  since(id: number): readonly LiveEvent[] | null;
  /** Id of the newest event, 0 before the first. */
  last(): number;
}

/** Keeps the last `keep` events for pages that reconnect with Last-Event-ID. */
export function createLiveFeed(keep = 500): LiveFeed {
  const recent: LiveEvent[] = [];
  const listeners = new Set<(event: LiveEvent) => void>();
  let last = 0;
  return {
    publish(event) {
      last += 1;
      const numbered = { ...event, id: last };
      recent.push(numbered);
      if (recent.length > keep) recent.shift();
      for (const listener of listeners) listener(numbered);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    since(id) {
      if (id > last) return null;
      const oldest = recent[0]?.id ?? last + 1;
      if (id < oldest - 1) return null;
      return recent.filter((event) => event.id > id);
    },
    last: () => last,
  };
}
