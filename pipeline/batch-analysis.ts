import { loadRules } from '../rules/load.ts';
import { createAnalyser } from './analyser.ts';
import { chooseEvent, joinEvent, openEvent } from './cluster/cluster.ts';
import type { Config } from './config.ts';
import type { Event } from './model/event.ts';
import type { RawItem } from './model/raw-item.ts';
import { NO_PLACES, type Verdict } from './model/verdict.ts';
import { createNormalise } from './normalise/normalise.ts';
import { rulesDirOf } from './paths.ts';
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
  add(item: RawItem): Promise<AnalysisLine>;
}

/**
 * The analysis of the running system without its store: duplicates and events are found within the run. Pseudonyms
 * of authors are not part of the output, so no key is needed.
 */
export async function createBatchAnalysis(config: Config, now: number): Promise<BatchAnalysis> {
  const rulesDir = rulesDirOf(config);
  const rules = await loadRules(rulesDir);
  const analyser = createAnalyser(rules, segmenterOf(rulesDir));
  const normalise = createNormalise({ fold: rules.fold, secret: 'not-kept' });
  const owners = new Map<string, string>();
  const events = createRunEvents();

  return {
    async add(item) {
      const [post] = await normalise.run([item], { now: () => now, log: NO_LOG, signal: new AbortController().signal });
      if (post === undefined) throw new Error(`normalise gave no result for ${item.docId}`);
      if (isDropped(post)) return droppedLine(item, post.dropped, rules.version);
      const owner = owners.get(post.contentHash);
      if (owner === undefined) owners.set(post.contentHash, post.docId);
      const duplicateOf = owner === undefined || owner === post.docId ? null : owner;
      const analysed = analyser.analyse(post);
      return toLine(analysed, duplicateOf, events.place(analysed, duplicateOf));
    },
  };
}

const NO_LOG: Logger = { info() {}, warn() {}, error() {} };

/** Events of the run, by topic. A duplicate belongs where its original is. */
function createRunEvents() {
  const byTopic = new Map<string, Event[]>();
  const eventOf = new Map<string, string>();
  return {
    place(analysed: AnalysedPost, duplicateOf: string | null): string | null {
      if (!analysed.verdict.domain) return null;
      const original = duplicateOf === null ? undefined : eventOf.get(duplicateOf);
      const eventId = original ?? joinOrOpen(byTopic, analysed);
      eventOf.set(analysed.post.docId, eventId);
      return eventId;
    },
  };
}

function joinOrOpen(byTopic: Map<string, Event[]>, analysed: AnalysedPost): string {
  const topic = analysed.verdict.topics[0]?.topic ?? '';
  const known = byTopic.get(topic) ?? [];
  byTopic.set(topic, known);
  const found = chooseEvent(analysed, known);
  if (found === null) {
    const opened = openEvent(analysed);
    known.push(opened);
    return opened.eventId;
  }
  known[known.indexOf(found)] = joinEvent(found, analysed);
  return found.eventId;
}

function toLine({ post, verdict }: AnalysedPost, duplicateOf: string | null, event: string | null): AnalysisLine {
  const { docId, rawId: _, ...said } = verdict;
  return {
    id: docId,
    title: post.title,
    publishedAt: post.publishedAt,
    ...said,
    duplicateOf,
    event,
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
    keywords: [],
    route: null,
    duplicateOf: null,
    event: null,
    masked: [],
    dropped: reason,
  };
}
