import { isDeepStrictEqual } from 'node:util';
import type { RuleSet } from '../../rules/rule-set.ts';
import { EVERYTHING, type StoreFilter } from '../../rules/store-filter.ts';
import type { BackTestPost, BackTestResult } from '../model/back-test.ts';
import type { Post } from '../model/post.ts';
import type { RouteDecision, Verdict } from '../model/verdict.ts';
import type { Segmenter } from '../segment/segmenter.ts';
import type { Queries, TimeRange } from '../store/queries.ts';
import type { Store } from '../store/store.ts';
import { createAlertDays } from './alert-days.ts';
import { planBackTest } from './back-test-plan.ts';
import { createTally } from './back-test-tally.ts';
import type { FeedbackBook } from './feedback-book.ts';
import { createJudgePair, type JudgedPair } from './judge-pair.ts';
import { createNewest } from './newest.ts';

export interface BackTestInput extends TimeRange {
  /** The set to compare with; null takes each post's stored verdict, so that what publishing has changed since is seen. */
  before: RuleSet | null;
  after: RuleSet;
}

export interface BackTestDeps {
  queries: Pick<Queries, 'candidates' | 'countPosts' | 'findEvents'>;
  store: Pick<Store, 'event' | 'eventOf' | 'members'>;
  feedback: Pick<FeedbackBook, 'ofRule'>;
  segmenter: Segmenter;
}

export interface BackTestProgress {
  analysed: number;
  counts: BackTestResult['counts'];
  changed: readonly BackTestPost[];
}

export interface BackTestOptions {
  /** Ends the run with the signal's reason. */
  signal?: AbortSignal;
  /** Told after each page how many posts have been analysed, what is known so far, and the posts of the page that change. */
  onProgress?: (progress: BackTestProgress) => void;
  /** Posts kept in each list. Default 1,000. */
  most?: number;
}

const PAGE = 200;
/** So many posts are judged at a stretch, then the event loop gets a turn. */
const STRETCH = 32;

/**
 * Lets another set of rules judge stored posts, with the analyser that judges new ones. Only posts that a change can
 * concern are looked at: the store hands them over by the rules' own filters. Memory is bounded by the lists and by the
 * number of events concerned.
 */
export async function backTest(
  { before, after, ...range }: BackTestInput,
  deps: BackTestDeps,
  { signal, onProgress, most = 1_000 }: BackTestOptions = {},
): Promise<BackTestResult> {
  const plan = before === null ? null : planBackTest(before, after);
  const judge = createJudgePair(before, after, { segmenter: deps.segmenter, waysOnly: plan?.waysOnly ?? false });
  const alerts = createAlertDays(range, {
    ...deps,
    scoring: { before: (before ?? after).scoring, after: after.scoring },
  });
  const list = () => createNewest<BackTestPost>(most);
  const lists = { gained: list(), lost: list(), changedLevel: list(), changedScore: list(), changedRoute: list() };
  const tally = createTally(deps.feedback);
  const counts = {
    posts: 0,
    analysed: 0,
    gained: 0,
    lost: 0,
    changedLevel: 0,
    changedScore: 0,
    changedRoute: 0,
    same: 0,
  };

  /** The post where the sets do not agree on it, else null. */
  async function count({ post, earlier, later }: JudgedPair): Promise<BackTestPost | null> {
    counts.analysed += 1;
    // Judged by the rules of today already: what publishing changed is not to be seen on it.
    if (before === null && earlier === later) {
      counts.same += 1;
      return null;
    }
    const compared = compare(post, earlier, later);
    await tally.add(compared, earlier, later);
    const found = listsOf(compared, earlier, later);
    for (const name of found) {
      counts[name] += 1;
      lists[name].add(compared);
    }
    if (found.includes('changedScore') || found.includes('changedLevel')) {
      const eventId = await deps.store.eventOf(post.docId);
      alerts.changed(post, eventId, { before: earlier.risk, after: later.risk });
    }
    if (found.length > 0) return compared;
    counts.same += 1;
    return null;
  }

  for await (const page of pages(range, plan?.filter ?? EVERYTHING, deps.queries)) {
    const changed: BackTestPost[] = [];
    for (let at = 0; at < page.length; at += STRETCH) {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      for (const pair of judge(page.slice(at, at + STRETCH))) {
        const compared = await count(pair);
        if (compared !== null) changed.push(compared);
      }
    }
    onProgress?.({ analysed: counts.analysed, counts, changed });
  }
  const days = await deps.queries.countPosts(range, 'day');
  counts.posts = days.reduce((sum, day) => sum + day.count, 0);
  return {
    from: range.from ?? null,
    to: range.to ?? null,
    before: before?.version ?? null,
    after: after.version,
    gained: lists.gained.items(),
    lost: lists.lost.items(),
    changedLevel: lists.changedLevel.items(),
    changedScore: lists.changedScore.items(),
    changedRoute: lists.changedRoute.items(),
    counts,
    rules: tally.rules(plan?.ids ?? null, after, before),
    alertsPerDay: await alerts.days(signal),
    departments: tally.departments(),
    listed: most,
  };
}

type ListName = 'gained' | 'lost' | 'changedLevel' | 'changedScore' | 'changedRoute';

function listsOf({ gained, lost, level, score }: BackTestPost, earlier: Verdict, later: Verdict): ListName[] {
  const belongs: Record<ListName, boolean> = {
    gained: gained.length > 0,
    lost: lost.length > 0,
    changedLevel: level.before !== level.after,
    changedScore: score.before !== score.after,
    changedRoute: !isDeepStrictEqual(goal(earlier.route), goal(later.route)),
  };
  return LISTS.filter((name) => belongs[name]);
}

const LISTS: readonly ListName[] = ['gained', 'lost', 'changedLevel', 'changedScore', 'changedRoute'];

/** Where a post goes, without the words on how it got there. */
function goal(route: RouteDecision | null) {
  return route === null ? null : { ...route, path: [] };
}

async function* pages(range: TimeRange, filter: StoreFilter, queries: BackTestDeps['queries']) {
  let cursor: string | undefined;
  do {
    const page = await queries.candidates(
      { ...range, filter },
      { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) },
    );
    yield page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}

function compare(post: Post, before: Verdict, after: Verdict): BackTestPost {
  const old = new Set(before.hits.map(({ rule }) => rule));
  const now = new Set(after.hits.map(({ rule }) => rule));
  return {
    id: post.docId,
    title: post.title,
    at: post.eventTime,
    source: post.sourceName,
    gained: [...now].filter((rule) => !old.has(rule)),
    lost: [...old].filter((rule) => !now.has(rule)),
    level: { before: before.risk.level, after: after.risk.level },
    score: { before: before.risk.score, after: after.risk.score },
    lead: { before: before.route?.lead ?? null, after: after.route?.lead ?? null },
    way: { before: wayOf(before.route), after: wayOf(after.route) },
  };
}

/** `协办 物业科 · 常规` */
function wayOf(route: RouteDecision | null): string {
  if (route === null) return '';
  return [...(route.co.length > 0 ? [`协办 ${route.co.join('、')}`] : []), route.policy].join(' · ');
}
