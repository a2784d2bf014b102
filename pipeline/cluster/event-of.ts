import { isDeepStrictEqual } from 'node:util';
import type { ScoringSpec } from '../../rules/schema.ts';
import { toEpoch } from '../model/calendar.ts';
import type { Copy, Event } from '../model/event.ts';
import { deterministicId } from '../model/ids.ts';
import type { Risk } from '../model/verdict.ts';
import { eventRisk } from '../score/event-risk.ts';
import type { AnalysedPost } from '../store/store.ts';
import { titleOf, titleWorth } from './title.ts';

/**
 * What follows from the members of an event, in a form that two events can be put together from: combining is
 * commutative and associative, so neither the order of arrival nor the way of merging shows in the result.
 */
export interface Substance {
  first: Moment;
  last: string;
  postCount: number;
  copyCount: number;
  sources: readonly string[];
  gravest: AnalysedPost;
  titled: AnalysedPost;
  placed: AnalysedPost;
}

interface Moment {
  at: string;
  docId: string;
}

export function substanceOf(post: AnalysedPost): Substance {
  const { docId, eventTime: at, sourceId } = post.post;
  return {
    ...{ first: { at, docId }, last: at, postCount: 1, copyCount: 0, sources: [sourceId] },
    ...{ gravest: post, titled: post, placed: post },
  };
}

/** With an exact copy, which has no text of its own to say more. */
export function withCopy(before: Substance, { docId, at, sourceId }: Copy): Substance {
  return {
    ...before,
    first: earliest(before.first, { at, docId }),
    last: later(before.last, at),
    postCount: before.postCount + 1,
    copyCount: before.copyCount + 1,
    sources: union(before.sources, [sourceId]),
  };
}

export function combine(a: Substance, b: Substance): Substance {
  return {
    first: earliest(a.first, b.first),
    last: later(a.last, b.last),
    postCount: a.postCount + b.postCount,
    copyCount: a.copyCount + b.copyCount,
    sources: union(a.sources, b.sources),
    gravest: better(a.gravest, b.gravest, () => 0),
    titled: better(a.titled, b.titled, titleWorth),
    placed: better(a.placed, b.placed, exactness),
  };
}

/** The event with its score: parts of the gravest post, and the spread. */
export function eventOf(substance: Substance, scoring: ScoringSpec, version: number): { event: Event; risk: Risk } {
  const { first, gravest, titled, placed, sources } = substance;
  const spread = { postCount: substance.postCount, sourceCount: sources.length };
  const risk = eventRisk(gravest.verdict.risk, spread, scoring);
  const event: Event = {
    eventId: eventIdOf(first.docId),
    title: titleOf(titled),
    topic: gravest.verdict.topics[0]?.topic ?? '',
    district: placed.verdict.places.district,
    estate: placed.verdict.places.estate,
    firstAt: first.at,
    lastAt: substance.last,
    firstDocId: first.docId,
    ...spread,
    copyCount: substance.copyCount,
    sources: [...sources],
    gravestDocId: gravest.post.docId,
    titleDocId: titled.post.docId,
    placeDocId: placed.post.docId,
    score: risk.score,
    level: risk.level,
    words: gravest.verdict.keywords.map((word, k) => ({ word, weight: Math.round(1000 / (1 + k / 4)) / 1000 })),
    version,
  };
  return { event, risk };
}

/** Whether nothing has changed but the version. */
export function isSameEvent(a: Event, b: Event): boolean {
  return isDeepStrictEqual({ ...a, version: 0 }, { ...b, version: 0 });
}

export function eventIdOf(firstDocId: string): string {
  return deterministicId('e', firstDocId);
}

/** How exactly a post tells where it happened. */
function exactness({ verdict: { places } }: AnalysedPost): number {
  return (places.estate === null ? 0 : 2) + (places.district === null ? 0 : 1);
}

/** By worth, then by gravity, then the earlier one. */
function better(a: AnalysedPost, b: AnalysedPost, worth: (post: AnalysedPost) => number): AnalysedPost {
  const byWorth = worth(b) - worth(a) || b.verdict.risk.score - a.verdict.risk.score;
  if (byWorth !== 0) return byWorth < 0 ? a : b;
  const { docId } = earliest(momentOf(a), momentOf(b));
  return docId === a.post.docId ? a : b;
}

function momentOf({ post }: AnalysedPost): Moment {
  return { at: post.eventTime, docId: post.docId };
}

function earliest(a: Moment, b: Moment): Moment {
  const between = toEpoch(a.at) - toEpoch(b.at);
  return between < 0 || (between === 0 && a.docId <= b.docId) ? a : b;
}

function later(a: string, b: string): string {
  return toEpoch(b) > toEpoch(a) ? b : a;
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].sort();
}
