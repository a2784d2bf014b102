import type { QueryClient } from '@tanstack/react-query';
import type { LiveNews } from './live-link.ts';

/** Which queries a change touches; the first is asked again for each burst, the rest of the list likewise. */
const TOUCHED: Readonly<Record<string, readonly string[]>> = {
  alert: ['alerts', 'alerts-count', 'alert', 'event'],
  case: ['cases', 'case', 'alert', 'event'],
  notice: ['notices', 'alert', 'event'],
  event: ['event'],
  source: ['sources'],
  posts: [],
  rules: ['rules', 'rule', 'rule-draft', 'rule-drafts', 'rule-versions', 'meta'],
};
/** Any of these changes the figures of the overview, which are dear to count. */
const MOVES_FIGURES: ReadonlySet<string> = new Set(['alert', 'event', 'posts', 'notice']);

const BURST_MS = 400;
const FIGURES_MS = 8_000;

/** Gathers news for a moment and then asks the touched queries again, so that a burst of 50 costs as much as one. */
export function createChangeGatherer(
  client: Pick<QueryClient, 'invalidateQueries'>,
  later: (task: () => void, ms: number) => () => void,
): { take(news: LiveNews): void; stop(): void } {
  const waiting = new Set<string>();
  let burst: (() => void) | null = null;
  let figures: (() => void) | null = null;
  const ask = (name: string) => void client.invalidateQueries({ queryKey: [name] });
  const flush = () => {
    burst = null;
    for (const name of waiting) ask(name);
    waiting.clear();
  };
  return {
    take(news) {
      if (news.kind === 'reload') {
        void client.invalidateQueries({ predicate: (query) => !['meta', 'posts'].includes(String(query.queryKey[0])) });
        return;
      }
      for (const name of TOUCHED[news.message.kind] ?? []) waiting.add(name);
      if (waiting.size > 0) burst ??= later(flush, BURST_MS);
      if (MOVES_FIGURES.has(news.message.kind)) {
        figures ??= later(() => {
          figures = null;
          ask('overview');
        }, FIGURES_MS);
      }
    },
    stop() {
      burst?.();
      figures?.();
    },
  };
}
