import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { Event } from '../model/event.ts';
import { deterministicId } from '../model/ids.ts';
import type { AnalysedPost } from '../store/store.ts';

/** A post joins an event whose posts lie within this of it, in milliseconds of event time. */
export const EVENT_WINDOW_MS = 7 * 86_400_000;
/** Least likeness (0–1) to join; chosen on the demo town's happenings, to be measured on labelled events. */
const JOIN = 0.42;
const WORDS_KEPT = 24;

/**
 * The event a post belongs to, or null for a new one. Candidates are events of the same topic near in time.
 * Deterministic: the likest wins, ties go to the older event, then to the smaller id.
 */
export function chooseEvent(post: AnalysedPost, candidates: readonly Event[]): Event | null {
  let best: { event: Event; likeness: number } | null = null;
  const words = new Set(post.verdict.keywords);
  const at = toEpoch(post.post.eventTime);
  for (const event of candidates) {
    if (at < toEpoch(event.firstAt) - EVENT_WINDOW_MS || at > toEpoch(event.lastAt) + EVENT_WINDOW_MS) continue;
    const likeness = likenessOf(post, words, event);
    if (likeness < JOIN) continue;
    if (best === null || likeness > best.likeness || (likeness === best.likeness && isEarlier(event, best.event))) {
      best = { event, likeness };
    }
  }
  return best?.event ?? null;
}

/**
 * 0–1. The same estate is nearly decisive, two different ones exclude each other; otherwise the weighted share of
 * common words decides, different districts exclude.
 */
function likenessOf(post: AnalysedPost, words: ReadonlySet<string>, event: Event): number {
  const { estate, district } = post.verdict.places;
  if (estate !== null && event.estate !== null && !sameName(estate, event.estate)) return 0;
  if (district !== null && event.district !== null && district !== event.district) return 0;
  const shared = sharedWeight(words, event);
  if (estate !== null && event.estate !== null) return Math.min(1, 0.5 + shared / 2);
  // Without a common place only a very like text is the same happening: "楼上漏水" is said everywhere.
  return district !== null && district === event.district ? shared : shared * 0.85;
}

/** Names of estates as people write them: with and without 小区 or the phase. */
function sameName(a: string, b: string): boolean {
  return bareName(a) === bareName(b) || a.includes(b) || b.includes(a);
}

function bareName(name: string): string {
  return name.replace(/(?:小区|社区|楼盘|[一二三四五1-9]期)$/, '');
}

function sharedWeight(words: ReadonlySet<string>, event: Event): number {
  let shared = 0;
  let all = 0;
  for (const { word, weight } of event.words.slice(0, 12)) {
    all += weight;
    if (words.has(word)) shared += weight;
  }
  return all === 0 ? 0 : shared / all;
}

function isEarlier(a: Event, b: Event): boolean {
  return a.firstAt === b.firstAt ? a.eventId < b.eventId : a.firstAt < b.firstAt;
}

/** The event of which this post is the first. Its id is a hash of the post's id. */
export function openEvent(first: AnalysedPost): Event {
  const { post, verdict } = first;
  return {
    eventId: deterministicId('e', post.docId),
    title: titleOf(first),
    topic: verdict.topics[0]?.topic ?? '',
    district: verdict.places.district,
    estate: verdict.places.estate,
    firstAt: post.eventTime,
    lastAt: post.eventTime,
    postCount: 1,
    sourceCount: 1,
    sources: [post.sourceId],
    gravestDocId: post.docId,
    score: verdict.risk.score,
    level: verdict.risk.level,
    words: mergeWords([], verdict.keywords, 1),
    version: 1,
  };
}

/**
 * The event with one more post. Score, level and gravest post are left for the caller, who knows the scoring rules.
 */
export function joinEvent(event: Event, added: AnalysedPost): Event {
  const { post, verdict } = added;
  const postCount = event.postCount + 1;
  const sources = [...new Set([...event.sources, post.sourceId])].sort();
  return {
    ...event,
    district: event.district ?? verdict.places.district,
    estate: event.estate ?? verdict.places.estate,
    firstAt: earlier(event.firstAt, post.eventTime),
    lastAt: later(event.lastAt, post.eventTime),
    postCount,
    sourceCount: sources.length,
    sources,
    words: mergeWords(event.words, verdict.keywords, postCount),
  };
}

/** A running mean of word weights: the n-th post counts 1/n. A post's k-th keyword weighs 1/(1 + k/4). */
function mergeWords(words: Event['words'], keywords: readonly string[], n: number): Event['words'] {
  const merged = new Map(words.map(({ word, weight }) => [word, weight * (1 - 1 / n)]));
  keywords.forEach((word, k) => {
    merged.set(word, (merged.get(word) ?? 0) + 1 / (1 + k / 4) / n);
  });
  return [...merged]
    .map(([word, weight]) => ({ word, weight: Math.round(weight * 1000) / 1000 }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
    .slice(0, WORDS_KEPT);
}

const TITLE_LENGTH = 40;

/** The post's own title, or the beginning of its text: nothing is invented. */
export function titleOf({ post }: AnalysedPost): string {
  const title = post.title.trim();
  const words = title !== '' ? title : (post.text.trim().split(/[。！？!?\n]/, 1)[0] ?? '').trim();
  const characters = Array.from(words.replace(/\s+/g, ' '));
  return characters.length <= TITLE_LENGTH ? characters.join('') : `${characters.slice(0, TITLE_LENGTH - 1).join('')}…`;
}

function earlier(a: string, b: string): string {
  return toEpoch(b) < toEpoch(a) ? b : a;
}

function later(a: string, b: string): string {
  return toEpoch(b) > toEpoch(a) ? b : a;
}

/** Instants between which candidates for this event time must be looked for. */
export function candidateWindow(eventTime: string): { from: string; to: string } {
  const at = toEpoch(eventTime);
  return { from: toShanghai(at - EVENT_WINDOW_MS), to: toShanghai(at + EVENT_WINDOW_MS) };
}
