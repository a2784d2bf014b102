import { isDeepStrictEqual } from 'node:util';
import { readExpression } from '../../rules/compile/expression.ts';
import { compileFilter } from '../../rules/compile/filter.ts';
import { ruleOf } from '../../rules/edit.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { anyOf, EVERYTHING, type StoreFilter } from '../../rules/store-filter.ts';
import { createAnalyser } from '../analyser.ts';
import type { BackTestPost, BackTestResult } from '../model/back-test.ts';
import type { Post } from '../model/post.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Segmenter } from '../segment/segmenter.ts';
import type { Queries, TimeRange } from '../store/queries.ts';
import type { AnalysedPost, Store } from '../store/store.ts';
import { createAlertDays } from './alert-days.ts';
import { createTally } from './back-test-tally.ts';
import { changesBetween } from './differences.ts';
import type { FeedbackBook } from './feedback-book.ts';
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

export interface BackTestOptions {
  /** Ends the run with the signal's reason. */
  signal?: AbortSignal;
  /** Told after each page how many posts have been analysed, and what is known so far. */
  onProgress?: (progress: { analysed: number; counts: BackTestResult['counts'] }) => void;
  /** Posts kept in each list. Default 1,000. */
  most?: number;
}

const PAGE = 200;
/** After so many posts the event loop gets a turn. */
const BREATH = 20;

/**
 * Lets another set of rules judge stored posts, with the analyser that judges new ones. Only posts that a changed rule
 * can concern are looked at: the store hands them over by the rules' own filters. Memory is bounded by the lists and by
 * the number of events concerned.
 */
export async function backTest(
  { before, after, ...range }: BackTestInput,
  deps: BackTestDeps,
  { signal, onProgress, most = 1_000 }: BackTestOptions = {},
): Promise<BackTestResult> {
  const changed = before === null ? null : changedRules(before, after);
  const old = before === null ? null : createAnalyser(before, deps.segmenter);
  const next = createAnalyser(after, deps.segmenter);
  const alerts = createAlertDays(range, { ...deps, scoring: after.scoring });
  const list = () => createNewest<BackTestPost>(most);
  const lists = { gained: list(), lost: list(), changedLevel: list() };
  const tally = createTally(deps.feedback);
  const counts = { posts: 0, analysed: 0, gained: 0, lost: 0, changedLevel: 0, same: 0 };

  async function judge(stored: AnalysedPost): Promise<void> {
    const { post, verdict } = stored;
    counts.analysed += 1;
    if (old === null && verdict.rulesVersion === next.rulesVersion) {
      counts.same += 1;
      return;
    }
    const earlier = old === null || verdict.rulesVersion === old.rulesVersion ? verdict : old.analyse(post).verdict;
    const later = verdict.rulesVersion === next.rulesVersion ? verdict : next.analyse(post).verdict;
    const compared = compare(post, earlier, later);
    await tally.add(compared, earlier, later);
    const { gained, lost, level, score } = compared;
    if (gained.length > 0) counts.gained += 1;
    if (lost.length > 0) counts.lost += 1;
    if (level.before !== level.after) counts.changedLevel += 1;
    if (gained.length > 0) lists.gained.add(compared);
    if (lost.length > 0) lists.lost.add(compared);
    if (level.before !== level.after) lists.changedLevel.add(compared);
    if (score.before !== score.after) {
      alerts.changed(post, await deps.store.eventOf(post.docId), { before: earlier.risk, after: later.risk });
    } else if (gained.length + lost.length === 0) counts.same += 1;
  }

  for await (const page of pages(range, changed?.filter ?? EVERYTHING, deps.queries)) {
    for (const [index, stored] of page.entries()) {
      if (index % BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      await judge(stored);
    }
    onProgress?.({ analysed: counts.analysed, counts });
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
    counts,
    rules: tally.rules(changed?.ids ?? null, after, before),
    alertsPerDay: await alerts.days(signal),
    departments: tally.departments(),
    listed: most,
  };
}

/** Rules that are not the same in both sets, and a filter for the posts that any of them, old or new, may hit. */
function changedRules(before: RuleSet, after: RuleSet): { ids: readonly string[]; filter: StoreFilter } {
  const ids = changesBetween(before.packs, after.packs).flatMap(({ edit }) => ruleOf(edit) ?? []);
  const gone = before.rules.filter(({ id }) => !after.rules.some((rule) => rule.id === id)).map(({ id }) => id);
  const all = [...new Set([...ids, ...gone])];
  // A set that differs in more than its rules may judge any post differently.
  const alike =
    isDeepStrictEqual(before.scoring, after.scoring) &&
    isDeepStrictEqual(before.routing, after.routing) &&
    isDeepStrictEqual(before.lexicon, after.lexicon) &&
    isDeepStrictEqual(before.learned.model, after.learned.model) &&
    isDeepStrictEqual(before.packs.map(headOf).filter(isIn(after)), after.packs.map(headOf).filter(isIn(before)));
  if (!alike) return { ids: all, filter: EVERYTHING };
  const filters = [before, after].flatMap(({ rules, fold, lexicon }) =>
    rules
      .filter(({ id }) => all.includes(id))
      .flatMap(({ expression }) => {
        const { node } = readExpression(expression, { fold, lexicon });
        return node === null ? [] : compileFilter(node, { fold, lexicon });
      }),
  );
  return { ids: all, filter: anyOf(filters) };
}

type Head = Omit<RuleSet['packs'][number], 'rules'>;
const headOf = ({ rules: _, ...head }: RuleSet['packs'][number]): Head => head;
const isIn = (set: RuleSet) => (head: Head) => set.packs.some(({ id }) => id === head.id);

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
  };
}
