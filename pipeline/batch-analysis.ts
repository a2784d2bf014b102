import type { Edit } from '../rules/edit.ts';
import { loadRules } from '../rules/load.ts';
import { copyOf } from './analyse-hop.ts';
import { openAnalysis } from './analysis/open-analysis.ts';
import { createTracer } from './cluster/clues.ts';
import { eventIdOf } from './cluster/event-of.ts';
import { groupCast } from './cluster/regroup.ts';
import type { Config } from './config.ts';
import { toEpoch } from './model/calendar.ts';
import type { Copy } from './model/event.ts';
import type { Post } from './model/post.ts';
import type { RawItem } from './model/raw-item.ts';
import { NO_DEMAND, NO_PLACES, type Verdict } from './model/verdict.ts';
import { createNormalise } from './normalise/normalise.ts';
import { placeEdits } from './rulebook/check-edits.ts';
import { segmenterOf } from './segment/segmenter-of.ts';
import { isDropped, type Logger } from './stage.ts';
import type { AnalysedPost } from './store/store.ts';

/** A line of `analyse`, as CLI.md gives it. */
export interface AnalysisLine extends Omit<Verdict, 'docId' | 'rawId' | 'rulesVersion' | 'route'> {
  id: string;
  title: string;
  publishedAt: string | null;
  rulesVersion: string;
  route: Verdict['route'];
  duplicateOf: string | null;
  /** Groups the posts of one happening within the run; null outside the domain. */
  event: string | null;
  masked: string[];
  /** Why the post would not be kept; absent when it would. */
  dropped?: string;
}

export interface BatchAnalysis {
  /**
   * One line for each item, in their order. `duplicateOf` and `event` are filled in by `places`, once everything has been
   * added: later posts may tie events together.
   */
  add(items: readonly RawItem[]): Promise<AnalysisLine[]>;
  /** Duplicates and events among all that was added. */
  places(): (line: AnalysisLine) => AnalysisLine;
  close(): Promise<void>;
}

/**
 * The analysis of the running system without its store: duplicates and events are found within the run. Pseudonyms
 * of authors are not part of the output, so no key is needed.
 */
export async function createBatchAnalysis(
  { workers }: Pick<Config, 'workers'>,
  { rulesDir, edits, now, log }: { rulesDir: string; edits: readonly Edit[]; now: number; log: Logger },
): Promise<BatchAnalysis> {
  const rules = await loadRules(rulesDir, placeEdits(edits));
  const analysis = openAnalysis(workers, {
    inForce: { current: () => rules, edits: () => edits },
    rulesDir,
    segmenter: segmenterOf(rulesDir),
    log,
  });
  const { signal } = new AbortController();
  const normalise = createNormalise({ fold: rules.fold, secret: 'not-kept' });
  const owners = new Map<string, string>();
  const posts = new Map<string, AnalysedPost>();
  const copies = new Map<string, Copy>();

  function keep(analysed: AnalysedPost): void {
    const { post, verdict } = analysed;
    const owner = owners.get(post.contentHash) ?? post.docId;
    owners.set(post.contentHash, owner);
    if (owner !== post.docId) copies.set(post.docId, copyOf(post, owner));
    else if (verdict.domain) posts.set(post.docId, analysed);
  }

  return {
    close: () => analysis.close(),
    async add(items) {
      const normalised = await normalise.run(items, { now: () => now, log: NO_LOG, signal });
      const kept = normalised.filter((result): result is Post => !isDropped(result));
      const analysed = (await analysis.analyse(kept)).values();
      return items.map((item, i) => {
        const result = normalised[i];
        if (isDropped(result)) return droppedLine(item, result.dropped, rules.version);
        const { value } = analysed.next();
        if (value === undefined) throw new Error(`no analysis of ${item.docId}`);
        keep(value);
        return toLine(value);
      });
    },

    places() {
      const cast = { posts: [...posts.values()], copies: [...copies.values()] };
      const { parts, copyOf } = groupCast(cast, createTracer(rules.lexicon, rules.fold));
      const times = new Map([...cast.copies.map(({ docId, at }) => [docId, at] as const), ...cast.posts.map(timeOf)]);
      const events = new Map(parts.flatMap((part) => part.map((docId) => [docId, eventIdOf(firstOf(part, times))])));
      return (line) => ({
        ...line,
        duplicateOf: copies.get(line.id)?.original ?? copyOf.get(line.id) ?? null,
        event: events.get(line.id) ?? null,
      });
    },
  };
}

const NO_LOG: Logger = { info() {}, warn() {}, error() {} };

function timeOf({ post }: AnalysedPost): readonly [string, string] {
  return [post.docId, post.eventTime];
}

/** The member that gives an event its id: the earliest, the smaller docId where two are of the same time. */
function firstOf(docIds: readonly string[], times: ReadonlyMap<string, string>): string {
  const at = (docId: string) => toEpoch(times.get(docId) ?? '');
  const [first = ''] = [...docIds].sort((a, b) => at(a) - at(b) || (a < b ? -1 : 1));
  return first;
}

function toLine({ post, verdict }: AnalysedPost): AnalysisLine {
  const { docId, rawId: _, ...said } = verdict;
  return {
    id: docId,
    title: post.title,
    publishedAt: post.publishedAt,
    ...said,
    duplicateOf: null,
    event: null,
    masked: post.masked,
  };
}

function droppedLine(item: RawItem, reason: string, rulesVersion: string): AnalysisLine {
  return {
    id: item.docId,
    title: item.title,
    publishedAt: null,
    rulesVersion,
    domain: false,
    topics: [],
    hits: [],
    risk: { score: 0, level: null, parts: [] },
    places: NO_PLACES,
    sentiment: { label: 'neutral', score: 0 },
    demand: NO_DEMAND,
    keywords: [],
    route: null,
    duplicateOf: null,
    event: null,
    masked: [],
    dropped: reason,
  };
}
