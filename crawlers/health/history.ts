import { z } from 'zod';
import { ConflictError } from '../../pipeline/errors.ts';
import type { SourceRun } from '../../pipeline/model/source-status.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { ExtractionCounts } from './extraction-counts.ts';

/** What one hour of a source's runs came to. Hours without a run are absent. */
const slot = z.object({
  /** Hours since the epoch. */
  hour: z.int(),
  runs: z.int(),
  /** Runs in which at least one list page could be read. */
  read: z.int(),
  accepted: z.int(),
  items: z.int(),
  untitled: z.int(),
  undated: z.int(),
  short: z.int(),
  /** Pages that were no article although the list said so. */
  unread: z.int(),
  /** Failures by reason. */
  errors: z.record(z.string(), z.int()),
});
export type HourSlot = z.infer<typeof slot>;

/** Oldest first. */
export type SourceHistory = readonly HourSlot[];

export interface Histories {
  read(sourceId: string): Promise<SourceHistory>;
  /** Adds a run to its hour, forgets what is older than eight weeks, and gives the whole. */
  add(sourceId: string, run: FinishedRun): Promise<SourceHistory>;
}

export interface FinishedRun {
  run: SourceRun;
  extraction: ExtractionCounts;
  /** Whether at least one list page could be read. */
  read: boolean;
  /** Epoch milliseconds. */
  at: number;
}

export const HOUR_MS = 3_600_000;
/** Enough to compare a week with the same week six times before. */
const KEPT_HOURS = 8 * 7 * 24;
const KIND = 'crawl-history';

/** Without a store they live as long as the process. */
export function createHistories(store?: Pick<Store, 'state' | 'putState'>): Histories {
  const kept = new Map<string, HourSlot[]>();

  async function load(sourceId: string): Promise<{ slots: HourSlot[]; version: number | null }> {
    const row = await store?.state(KIND, sourceId);
    const parsed = z.array(slot).safeParse(store ? row?.value : kept.get(sourceId));
    return { slots: parsed.success ? parsed.data : [], version: row?.version ?? null };
  }

  return {
    read: async (sourceId) => (await load(sourceId)).slots,
    async add(sourceId, run) {
      const { slots, version } = await load(sourceId);
      const next = withRun(slots, run);
      kept.set(sourceId, next);
      await store?.putState(KIND, sourceId, next, version).catch((error: unknown) => {
        // Only a process that lost its lease can meet another's row; one run less in the statistics is no harm.
        if (!(error instanceof ConflictError)) throw error;
      });
      return next;
    },
  };
}

export function withRun(slots: readonly HourSlot[], { run, extraction, read, at }: FinishedRun): HourSlot[] {
  const hour = Math.floor(at / HOUR_MS);
  const last = slots.at(-1);
  const same = last?.hour === hour ? last : emptySlot(hour);
  const earlier = last?.hour === hour ? slots.slice(0, -1) : slots;
  const { 'no-text': noText = 0, 'no-title': noTitle = 0, 'not-an-article': noArticle = 0 } = run.reasons;
  const added: HourSlot = {
    hour,
    runs: same.runs + 1,
    read: same.read + (read ? 1 : 0),
    accepted: same.accepted + run.accepted,
    items: same.items + extraction.items,
    untitled: same.untitled + extraction.untitled,
    undated: same.undated + extraction.undated,
    short: same.short + extraction.short,
    unread: same.unread + noText + noTitle + noArticle,
    errors: sum(same.errors, run.failed > 0 ? run.reasons : {}),
  };
  return [...earlier.filter((one) => one.hour > hour - KEPT_HOURS && one.hour < hour), added];
}

export function emptySlot(hour: number): HourSlot {
  return { hour, runs: 0, read: 0, accepted: 0, items: 0, untitled: 0, undated: 0, short: 0, unread: 0, errors: {} };
}

function sum(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const all = { ...one };
  for (const [name, count] of Object.entries(other)) all[name] = (all[name] ?? 0) + count;
  return all;
}
