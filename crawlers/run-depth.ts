import { type Bookmark, type Bookmarks, conditionsOf, type Validators } from './bookmarks.ts';
import type { CrawlReason } from './crawl-reasons.ts';
import type { Source } from './source.ts';

/** Where a page of a run comes from: the list address that led to it, and the how-manieth list page from there. */
export interface Place {
  seed: string;
  /** From 1. */
  depth: number;
}

/** How deep one run has to look, and what it leaves for the next. */
export interface RunDepth {
  /** Headers for a list address that may be answered with "nothing new"; null when it has to be read anyhow. */
  conditions(seed: string): Record<string, string> | null;
  /** Whether the pages behind a list page without anything new must be looked at all the same. */
  mustGoOn(place: Place): boolean;
  /** Before a list page further on is queued. Resolves when it is durable. */
  goingTo(place: Place): Promise<void>;
  /** A list page was read. */
  read(place: Place, seen: Validators | null): void;
  /** The server said that a list page is as it was. */
  unchanged(place: Place): void;
  /** Something of this page was not taken, for this reason. */
  left(place: Place, reason: CrawlReason): void;
  /** The run was stopped: whatever it had reached may hold more. */
  stopped(seed: string): void;
  /** At the end of the run. */
  end(): Promise<void>;
}

/** Reasons that may be gone next time; what else failed would fail again. */
const PASSING: ReadonlySet<CrawlReason> = new Set([
  'connection-refused',
  'connection-lost',
  'network-down',
  'unresolved',
  'timeout',
  'throttled',
  'server-error',
  'robots-unreachable',
  'store-failed',
  'page-limit',
  'stopped',
  'no-browser',
  'browser-failed',
]);

/** After so many runs in a row that left something behind, what is left is given up: the site never gives it. */
const MOST_UNFINISHED = 20;

export async function openRunDepth(source: Source, bookmarks: Bookmarks): Promise<RunDepth> {
  const { id, politeness } = source.row;
  const seeds = source.listPages();
  const before = await bookmarks.read(id, source.row);
  // List pages that are read only to get past them must leave room for the rest.
  const deepest = Math.max(1, Math.floor(politeness.maxPages / 2));
  const needed = new Map(seeds.map((seed) => [seed, Math.min(before.depth[seed] ?? 0, deepest)]));
  const reached = new Map(seeds.map((seed) => [seed, Math.max(1, before.depth[seed] ?? 0)]));
  const left = new Map<string, number>();
  const seen = new Map<string, Validators>();
  const lists = new Set<string>();
  let cut = false;

  const now = (depth: ReadonlyMap<string, number>, more: Partial<Bookmark> = {}): Bookmark => ({
    ...before,
    depth: Object.fromEntries(depth),
    validators: {},
    ...more,
  });
  // From here until the end a crash leaves at least the first page of each list to be looked at again.
  await bookmarks.write(id, now(reached));

  return {
    conditions(seed) {
      const known = before.validators[seed];
      const finished = !before.first && (before.depth[seed] ?? 0) === 0;
      return known && finished && !source.revisits ? conditionsOf(known) : null;
    },
    mustGoOn: ({ seed, depth }) => depth < (needed.get(seed) ?? 0),
    async goingTo({ seed, depth }) {
      if (depth <= (reached.get(seed) ?? 0)) return;
      reached.set(seed, depth);
      await bookmarks.write(id, now(reached));
    },
    read({ seed, depth }, validators) {
      lists.add(seed);
      if (depth === 1 && validators !== null) seen.set(seed, validators);
    },
    unchanged({ seed }) {
      lists.add(seed);
      const known = before.validators[seed];
      if (known) seen.set(seed, known);
    },
    left({ seed, depth }, reason) {
      if (!PASSING.has(reason)) return;
      // The first run stops where its pages end; what lies beyond is history.
      if (reason === 'page-limit' && before.first && depth > 1) return;
      left.set(seed, Math.max(left.get(seed) ?? 0, depth));
    },
    stopped(seed) {
      cut = true;
      left.set(seed, Math.max(left.get(seed) ?? 0, reached.get(seed) ?? 1));
    },
    async end() {
      const unfinished = left.size > 0 ? before.unfinished + 1 : 0;
      const givenUp = unfinished > MOST_UNFINISHED;
      const depth = new Map(
        seeds.map((seed) => [seed, givenUp ? 0 : lists.has(seed) ? (left.get(seed) ?? 0) : (before.depth[seed] ?? 1)]),
      );
      await bookmarks.write(
        id,
        now(depth, {
          first: before.first && (cut || lists.size === 0),
          unfinished: givenUp ? 0 : unfinished,
          validators: left.size === 0 ? Object.fromEntries(seen) : {},
        }),
      );
    },
  };
}
