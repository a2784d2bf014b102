import { ConflictError } from '../errors.ts';
import type { Ingest } from '../ingest.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import type { Post } from '../model/post.ts';
import { type PostWatch, postWatch } from '../model/post-watch.ts';
import type { Logger } from '../stage.ts';
import type { Queries } from '../store/queries.ts';
import type { Store } from '../store/store.ts';
import { afterFailure, afterMissing, afterSeen, beginWatch, withVersion } from './after-look.ts';
import type { LookAgain } from './look.ts';

export interface WatcherDeps {
  store: Store;
  queries: Pick<Queries, 'findAlerts'>;
  ingest: Pick<Ingest, 'accept'>;
  look: LookAgain;
  now: () => number;
  log: Logger;
}

export interface Watcher {
  /** Begins to follow new alerts' posts and looks at those that are due; resolves with how many looks were made. */
  round(): Promise<number>;
}

const KIND = 'post-watch';
/** Alerts as old as this are not begun with any more. */
const BEGIN_WITHIN_MS = 3 * 24 * 3_600_000;
const ALERTS = 200;
/** A round must not keep the next one waiting for hours. */
const MOST_LOOKS = 50;
/** Other processes leave a look alone for this long. */
const LOOK_MS = 5 * 60_000;

/**
 * Follows the posts that raised alerts: counts as a time series, edits as versions, removal as a mark. Which posts, and
 * when, follows from rows; a crash repeats a look at most.
 */
export function createWatcher(deps: WatcherDeps): Watcher {
  const { store, queries, ingest, look, now, log } = deps;

  async function begin(): Promise<void> {
    const from = toShanghai(now() - BEGIN_WITHIN_MS);
    const { items } = await queries.findAlerts({ from }, { limit: ALERTS });
    const posts = await store.posts([...new Set(items.map(({ docId }) => docId))]);
    for (const { docId, detectedAt } of items) {
      const post = posts.get(docId)?.post;
      if (post === undefined || !hasUrl(post) || (await store.state(KIND, docId)) !== null) continue;
      await put(beginWatch(post, detectedAt, now()), null);
    }
  }

  async function lookAt(watch: PostWatch, version: number): Promise<boolean> {
    const stored = (await store.posts([watch.docId])).get(watch.docId)?.post;
    const known = stored === undefined ? watch : withVersion(watch, stored);
    // What is stored now is on record before anything can take its place.
    const taken = await put({ ...known, nextAt: toShanghai(now() + LOOK_MS) }, version);
    if (taken === null) return false; // another process is at it
    await put(await judge(known, stored), taken);
    return true;
  }

  async function judge(watch: PostWatch, stored: Post | undefined): Promise<PostWatch> {
    const found = await look({ ...watch, title: watch.versions.at(-1)?.title ?? '' });
    // A page that never showed the post to us (it came from a feed) does not lose it either.
    const neverSeen = watch.observations.length < 2;
    if (found.kind === 'failed' || (found.kind === 'emptied' && neverSeen))
      return afterFailure(watch, found.words, now());
    if (found.kind !== 'seen') {
      const after = afterMissing(watch, found.words, now());
      if (watch.removedAt === null && after.removedAt !== null) await record('post.removed', after, found.words);
      return after;
    }
    const { item, comparable } = found;
    if (watch.removedAt !== null) await record('post.restored', watch, null);
    const edited = comparable && stored !== undefined && item.rawId !== stored.rawId;
    if (edited) {
      await record('post.edited', watch, null);
      // The new text goes the way of every post: analysed again, and an alert where it now asks for one.
      await ingest.accept([item]);
    }
    return afterSeen(watch, item, { edited, now: now() });
  }

  async function record(action: string, { docId, url }: PostWatch, reason: string | null): Promise<void> {
    const entry = { at: toShanghai(now()), actor: 'system', action, object: docId, detail: { url, reason } };
    await store.commit({ audit: [entry] });
  }

  async function put(watch: PostWatch, version: number | null): Promise<number | null> {
    try {
      return await store.putState(KIND, watch.docId, watch, version);
    } catch (error) {
      if (error instanceof ConflictError) return null;
      throw error;
    }
  }

  return {
    async round() {
      await begin();
      let looks = 0;
      for (const [docId, { value, version }] of await store.states(KIND)) {
        const parsed = postWatch.safeParse(value);
        if (!parsed.success) log.warn({ docId }, 'watch row of another shape, left alone');
        else if (isDue(parsed.data, now()) && looks < MOST_LOOKS && (await lookAt(parsed.data, version))) looks += 1;
      }
      return looks;
    },
  };
}

function hasUrl(post: Post): post is Post & { url: string } {
  return post.url !== null;
}

function isDue({ nextAt }: PostWatch, now: number): boolean {
  return nextAt !== null && toEpoch(nextAt) <= now;
}
