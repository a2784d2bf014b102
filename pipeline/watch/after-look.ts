import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { Post } from '../model/post.ts';
import type { PostWatch } from '../model/post-watch.ts';
import type { RawItem } from '../model/raw-item.ts';

const MINUTE_MS = 60_000;
const FIRST_WAIT = 15;
const SHORTEST_WAIT = 60;
const LONGEST_WAIT = 2 * 24 * 60;
/** An alert's posts are followed for this long. */
const WATCHED_MS = 30 * 24 * 60 * MINUTE_MS;
/** One look that finds nothing may be a mishap of the site's. */
const LOOKS_UNTIL_REMOVED = 2;
const AGAIN_WHEN_MISSING = 10;
/** A count that grew by this share since the last look is worth looking at sooner. */
const LIVELY = 0.2;
const MOST_OBSERVATIONS = 200;
const MOST_VERSIONS = 20;

export function beginWatch(post: Post & { url: string }, detectedAt: string, now: number): PostWatch {
  return {
    docId: post.docId,
    sourceId: post.sourceId,
    url: post.url,
    since: detectedAt,
    nextAt: toShanghai(now + FIRST_WAIT * MINUTE_MS),
    waitMinutes: FIRST_WAIT,
    observations: [{ at: post.fetchedAt, metrics: post.metrics }],
    versions: [versionOf(post)],
    missing: 0,
    removedAt: null,
    removedBecause: null,
    problem: null,
  };
}

/** The stored post becomes a version of its own, if it is not the last one already. */
export function withVersion(watch: PostWatch, stored: Post): PostWatch {
  if (watch.versions.at(-1)?.rawId === stored.rawId) return watch;
  return { ...watch, versions: [...watch.versions, versionOf(stored)].slice(-MOST_VERSIONS) };
}

/** The post is there: one point more in the series. `edited`: it reads differently from what is stored. */
export function afterSeen(
  watch: PostWatch,
  { metrics }: RawItem,
  { edited, now }: { edited: boolean; now: number },
): PostWatch {
  const before = watch.observations.at(-1)?.metrics;
  const grew = Object.entries(metrics).some(([name, count]) => {
    const earlier = Object.entries(before ?? {}).find(([other]) => other === name)?.[1] ?? null;
    return count !== null && earlier !== null && count > earlier * (1 + LIVELY);
  });
  const lively = edited || grew;
  const wait = lively ? Math.max(SHORTEST_WAIT, watch.waitMinutes / 2) : Math.max(SHORTEST_WAIT, watch.waitMinutes * 2);
  return schedule(
    {
      ...watch,
      observations: [...watch.observations, { at: toShanghai(now), metrics }].slice(-MOST_OBSERVATIONS),
      missing: 0,
      removedAt: null,
      removedBecause: null,
      problem: null,
      waitMinutes: Math.min(wait, LONGEST_WAIT),
    },
    Math.min(wait, LONGEST_WAIT),
    now,
  );
}

/** The post is not there. Twice in a row, and it is marked as removed since the first time. */
export function afterMissing(watch: PostWatch, words: string, now: number): PostWatch {
  const missing = watch.missing + 1;
  const removed = missing >= LOOKS_UNTIL_REMOVED;
  const firstMissed = now - AGAIN_WHEN_MISSING * MINUTE_MS * (missing - 1);
  const after = {
    ...watch,
    missing,
    problem: null,
    ...(removed ? { removedAt: watch.removedAt ?? toShanghai(firstMissed), removedBecause: words } : {}),
  };
  // Removed posts come back now and then: they are looked at again, ever more rarely.
  if (!removed) return schedule(after, AGAIN_WHEN_MISSING, now);
  const wait = Math.min(Math.max(SHORTEST_WAIT, watch.waitMinutes) * 2, LONGEST_WAIT);
  return schedule({ ...after, waitMinutes: wait }, wait, now);
}

/** Nothing is known: the same wait again. */
export function afterFailure(watch: PostWatch, words: string, now: number): PostWatch {
  return schedule({ ...watch, problem: words }, Math.max(SHORTEST_WAIT, watch.waitMinutes), now);
}

function schedule(watch: PostWatch, minutes: number, now: number): PostWatch {
  const next = now + minutes * MINUTE_MS;
  return { ...watch, nextAt: next - toEpoch(watch.since) > WATCHED_MS ? null : toShanghai(next) };
}

function versionOf({ rawId, fetchedAt, title, text }: Post) {
  return { rawId, seenAt: fetchedAt, title, text };
}
