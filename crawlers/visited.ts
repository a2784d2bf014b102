import { z } from 'zod';
import { ConflictError } from '../pipeline/errors.ts';
import { deterministicId } from '../pipeline/model/ids.ts';
import type { Store } from '../pipeline/store/store.ts';

/** What a list says of an entry now. */
export interface Sighting {
  url: string;
  /** See FoundLink.changes. */
  changes: string | null;
}

/** Which pages have been taken, so that they are not fetched again; and which known ones are worth another look. */
export interface Visited {
  /**
   * Of these, the addresses to fetch now: the unknown ones and, with `revisits`, those whose `changes` changed or whose
   * next look is due (1 h after the first, then twice as long each time nothing was new, at most 2 days, for 30 days).
   */
  due(
    sourceId: string,
    sightings: readonly Sighting[],
    options: { revisits: boolean; now: number },
  ): Promise<ReadonlySet<string>>;
  /** Call only after everything on the page was accepted. `news`: something on it was new. */
  taken(sourceId: string, sighting: Sighting, options: { news: boolean; now: number }): Promise<void>;
  /** Makes it durable; at the end of a run. Lost marks cost a second look, nothing else. */
  save(sourceId: string): Promise<void>;
}

/** Kept per address: changes (hash), first and last look in epoch minutes, minutes to the next look. */
const mark = z.tuple([z.string(), z.int(), z.int(), z.int()]);
const stored = z.record(z.string(), mark);
type Marks = Map<string, z.infer<typeof mark>>;

const FIRST_LOOK_MIN = 60;
const LONGEST_MIN = 2 * 24 * 60;
const WATCHED_MIN = 30 * 24 * 60;
const MOST_PER_SOURCE = 20_000;
const KIND = 'crawl-visited';

/** Without a store the marks live as long as the process. */
export function createVisited(store?: Pick<Store, 'state' | 'putState'>): Visited {
  const bySource = new Map<string, Promise<Marks>>();
  const marksOf = (sourceId: string): Promise<Marks> => {
    const known = bySource.get(sourceId) ?? load(sourceId);
    bySource.set(sourceId, known);
    known.catch(() => bySource.delete(sourceId));
    return known;
  };

  async function load(sourceId: string): Promise<Marks> {
    const row = await store?.state(KIND, sourceId);
    const parsed = stored.safeParse(row?.value ?? {});
    return new Map(parsed.success ? Object.entries(parsed.data) : []);
  }

  return {
    async due(sourceId, sightings, { revisits, now }) {
      const marks = await marksOf(sourceId);
      const due = sightings.filter(({ url, changes }) => {
        const known = marks.get(keyOf(url));
        return known === undefined || (revisits && isDue(known, hashOf(changes), minutes(now)));
      });
      return new Set(due.map(({ url }) => url));
    },
    async taken(sourceId, { url, changes }, { news, now }) {
      const marks = await marksOf(sourceId);
      const key = keyOf(url);
      const known = marks.get(key);
      const wait = known === undefined || news ? FIRST_LOOK_MIN : Math.min(known[3] * 2, LONGEST_MIN);
      marks.delete(key); // to the end: the oldest look is the first to go
      marks.set(key, [hashOf(changes), known?.[1] ?? minutes(now), minutes(now), wait]);
      for (const oldest of marks.keys()) {
        if (marks.size <= MOST_PER_SOURCE) break;
        marks.delete(oldest);
      }
    },
    async save(sourceId) {
      if (!store) return;
      const value = Object.fromEntries(await marksOf(sourceId));
      const row = await store.state(KIND, sourceId);
      await store.putState(KIND, sourceId, value, row?.version ?? null).catch((error: unknown) => {
        if (!(error instanceof ConflictError)) throw error; // another process ran the same source: its marks will do
      });
    },
  };
}

function isDue([changes, first, last, wait]: z.infer<typeof mark>, shown: string, now: number): boolean {
  if (shown !== changes) return true;
  return now - first < WATCHED_MIN && now - last >= wait;
}

function keyOf(url: string): string {
  return deterministicId('u', url).slice(0, 16);
}
function hashOf(changes: string | null): string {
  return changes === null ? '' : deterministicId('c', changes).slice(0, 10);
}
function minutes(epochMs: number): number {
  return Math.floor(epochMs / 60_000);
}
