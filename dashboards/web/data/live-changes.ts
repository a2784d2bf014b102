import type { Query, QueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import type { LiveMessage } from '../../contract.ts';
import type { LiveNews } from './live-link.ts';

/** Which queries a change touches, by the first word of their keys. */
const TOUCHED: Readonly<Record<LiveMessage['kind'], readonly string[]>> = {
  alert: ['alerts', 'alerts-count', 'alert', 'event'],
  case: ['cases', 'case', 'alert', 'event'],
  notice: ['notices', 'alert', 'event'],
  event: ['event'],
  source: ['sources'],
  posts: [],
  rules: ['rules', 'rule', 'rule-draft', 'rule-drafts', 'rule-versions', 'meta'],
};
/** Those of one record each: asked again only where the change is about it. An event page holds megabytes. */
const RECORDS: ReadonlySet<string> = new Set(['alert', 'event', 'case']);
/** Any of these changes the figures and the bursts, which are dear to work out. */
const MOVES_FIGURES: ReadonlySet<string> = new Set(['alert', 'event', 'posts', 'notice']);
const FIGURES = ['overview', 'bursts'];

const BURST_MS = 400;
const FIGURES_MS = 8_000;
/** After an answer that took long the next is asked for so many times later: a slow server is not asked all the time. */
const REST = 2;

/** What a change is about; null: it is not known. */
type About = ReadonlySet<string> | null;

/**
 * Gathers news for a moment and then asks the touched queries again, so that a burst of 50 costs as much as one. What is
 * being asked already is let finish, else a page would show nothing new for as long as changes come faster than answers;
 * it is asked once more afterwards.
 */
export function createChangeGatherer(
  client: Pick<QueryClient, 'invalidateQueries' | 'isFetching'>,
  later: (task: () => void, ms: number) => () => void,
): { take(news: LiveNews): void; stop(): void } {
  const waiting = new Map<string, About>();
  const asking = new Set<string>();
  let burst: (() => void) | null = null;
  let figures: (() => void) | null = null;

  async function ask(name: string, about: About): Promise<void> {
    const queryKey = [name];
    const touched = about === null || !RECORDS.has(name) ? {} : { predicate: (query: Query) => isAbout(query, about) };
    const began = performance.now();
    asking.add(name);
    // An answer that was asked for before the change may not have it.
    if (client.isFetching({ queryKey }) > 0) note(name, about);
    try {
      await client.invalidateQueries({ queryKey, ...touched }, { cancelRefetch: false });
    } finally {
      asking.delete(name);
    }
    if (waiting.has(name)) soon(Math.max(BURST_MS, REST * (performance.now() - began)));
  }

  function note(name: string, about: About): void {
    const before = waiting.get(name);
    waiting.set(name, about === null || before === null ? null : new Set([...(before ?? []), ...about]));
  }

  function soon(ms: number): void {
    burst ??= later(flush, ms);
  }

  function flush(): void {
    burst = null;
    for (const [name, about] of [...waiting]) {
      if (asking.has(name)) continue;
      waiting.delete(name);
      void ask(name, about);
    }
  }

  return {
    take(news) {
      if (news.kind === 'reload') {
        void client.invalidateQueries({ predicate: (query) => !['meta', 'posts'].includes(String(query.queryKey[0])) });
        return;
      }
      const { kind, ref, events = [] } = news.message;
      for (const name of TOUCHED[kind]) note(name, ref === '' ? null : new Set([ref, ...events]));
      if (waiting.size > 0) soon(BURST_MS);
      if (MOVES_FIGURES.has(kind)) {
        figures ??= later(() => {
          figures = null;
          for (const name of FIGURES) void client.invalidateQueries({ queryKey: [name] }, { cancelRefetch: false });
        }, FIGURES_MS);
      }
    },
    stop() {
      burst?.();
      figures?.();
    },
  };
}

/** Ids that a shown record is known by: an event that was merged has another one than the address says. */
const shown = z.object({
  event: z.object({ eventId: z.string() }).optional(),
  alert: z.object({ eventId: z.string() }).optional(),
});

function isAbout({ queryKey, state }: Pick<Query, 'queryKey' | 'state'>, about: ReadonlySet<string>): boolean {
  const { data } = shown.safeParse(state.data);
  const ids = [queryKey[1], data?.event?.eventId, data?.alert?.eventId];
  // What has no answer yet, or a refusal, may be about anything.
  return state.data === undefined || ids.some((id) => typeof id === 'string' && about.has(id));
}
