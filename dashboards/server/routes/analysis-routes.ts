import { presentBursts } from '../../../pipeline/heat/burst-watch.ts';
import type { KeptBurst } from '../../../pipeline/model/burst.ts';
import { toEpoch, toShanghai } from '../../../pipeline/model/calendar.ts';
import { type HotWord, hotWords, LEAST_BASELINE, type WordCounts } from '../../../pipeline/words/hot-words.ts';
import { burstsAnswer, burstsQuery, wordsAnswer, wordsQuery } from '../../record-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, ok } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';

const tag = '分析';
const MOST_BURSTS = 200;
const MOST_WORDS = 60;
/** A word in fewer posts is chance. */
const LEAST_POSTS = 3;
/** The baseline is so many times as long as the period, right before it; as the command `words` has it. */
const BASELINE_PERIODS = 4;
const DAY_MS = 24 * 3_600_000;
const LONGEST_MS = 92 * DAY_MS;
/** Every word there is, that is. */
const ALL_WORDS = 1_000_000;

type Deps = Pick<ServerDeps, 'queries' | 'store' | 'now'>;

/** Bursts that were found, and the hot and new words of a period. */
export function analysisRoutes({ queries, store, now }: Deps): Endpoint[] {
  async function countsOf(range: { from: string; to: string }, topic: string | undefined): Promise<WordCounts> {
    const filter = { ...range, domain: true, ...(topic === undefined ? {} : { topic }) };
    const [terms, days] = await Promise.all([
      queries.topTerms(filter, 'keyword', ALL_WORDS),
      queries.countPosts(filter, 'day'),
    ]);
    return {
      posts: days.reduce((sum, { count }) => sum + count, 0),
      counts: new Map(terms.map(({ value, count }) => [value, count])),
    };
  }

  async function withAlerts(bursts: readonly KeptBurst[]) {
    const isOfLate = ({ subject, at }: KeptBurst) => subject.kind === 'event' && now() - toEpoch(at) < DAY_MS;
    const refs = new Set(bursts.filter(isOfLate).map(({ subject }) => subject.ref));
    const alerts = await store.alertsOfEvents([...refs]);
    const alertsOf = ({ subject: { ref } }: KeptBurst) => (refs.has(ref) ? (alerts.get(ref) ?? []) : []);
    return bursts.map((burst) => ({ ...burst, alertIds: alertsOf(burst).map(({ alertId }) => alertId) }));
  }

  const bursts = endpoint(
    'login',
    {
      method: 'get',
      path: '/api/bursts',
      tag,
      summary: '突增及判断所用的数字',
      query: burstsQuery,
      body: noBody,
      answers: { 200: burstsAnswer },
    },
    async ({ query: { subject } }) => {
      const all = await presentBursts(store);
      const asked = subject === undefined ? all : all.filter((one) => one.subject.ref === subject);
      const items = await withAlerts(asked.slice(0, MOST_BURSTS));
      return ok({ items, total: asked.length, serverTime: toShanghai(now()) });
    },
  );
  const words = endpoint(
    'login',
    {
      method: 'get',
      path: '/api/words',
      tag,
      summary: '一段时间的热词和新词',
      query: wordsQuery,
      body: noBody,
      answers: { 200: wordsAnswer },
    },
    async ({ query: { from, to, topic } }) => {
      const span = toEpoch(to) - toEpoch(from);
      if (span <= 0) throw new ApiProblem('invalid-request', '开始时间须早于结束时间');
      if (span > LONGEST_MS) throw new ApiProblem('invalid-request', '时段过长：最多 92 天', { hint: '请缩短时段' });
      const before = toShanghai(toEpoch(from) - BASELINE_PERIODS * span);
      const period = await countsOf({ from, to }, topic);
      const baseline = await countsOf({ from: before, to: from }, topic);
      const items: HotWord[] = hotWords(period, baseline, { limit: MOST_WORDS, minimum: LEAST_POSTS });
      return ok({
        items,
        posts: period.posts,
        baseline: { from: before, posts: baseline.posts, enough: baseline.posts >= LEAST_BASELINE },
        serverTime: toShanghai(now()),
      });
    },
  );
  return [bursts, words];
}
