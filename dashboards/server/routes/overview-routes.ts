import { startOfDay, toEpoch, toShanghai } from '../../../pipeline/model/calendar.ts';
import type { Bucket, PostFilter } from '../../../pipeline/store/queries.ts';
import { overview, overviewQuery } from '../../alert-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, ok } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';
import { createSharedAnswers } from '../shared-answer.ts';
import { readSources } from '../source-states.ts';

const HOUR = 3_600_000;
const BUCKET = { hour: HOUR, day: 24 * HOUR } as const;
const USUAL_BUCKETS = { hour: 48, day: 30 } as const;
const MOST_BUCKETS = 1000;
const TOP = 10;
const TOP_KEYWORDS = 30;

/** Every open page asks again when something changed: they share what is counted. */
const SHARED_MS = 5_000;

/** The figures of the first page, at most five seconds old. */
export function overviewRoutes({ queries, store, now }: Pick<ServerDeps, 'queries' | 'store' | 'now'>): Endpoint[] {
  const shared = createSharedAnswers<Awaited<ReturnType<typeof figuresOf>>>({ keptMs: SHARED_MS, now });

  async function figuresOf(range: { from: string; to: string }, bucket: 'day' | 'hour') {
    const domain: PostFilter = { ...range, domain: true };
    const top = async (field: Parameters<typeof queries.topTerms>[1], limit = TOP) => [
      ...(await queries.topTerms(domain, field, limit)),
    ];
    const [totals, all, own, topics, districts, sources, channels, levels, keywords, states] = await Promise.all([
      queries.totals(),
      queries.countPosts(range, bucket),
      queries.countPosts(domain, bucket),
      top('topic'),
      top('district'),
      top('source'),
      top('channel'),
      top('level'),
      top('keyword', TOP_KEYWORDS),
      readSources(store),
    ]);
    const names = new Map(states.map(({ sourceId, name }) => [sourceId, name]));
    return {
      totals,
      trend: trendOf(all, own),
      topTopics: topics,
      topDistricts: districts,
      topSources: sources.map((source) => ({ ...source, name: names.get(source.value) ?? source.value })),
      topChannels: channels,
      topLevels: levels,
      topKeywords: keywords,
    };
  }

  return [
    endpoint(
      'login',
      {
        method: 'get',
        path: '/api/overview',
        tag: '总览',
        summary: '总数、趋势与排行',
        query: overviewQuery,
        body: noBody,
        answers: { 200: overview },
      },
      async ({ query }) => {
        const range = rangeOf(query, now());
        const { bucket } = query;
        const figures = await shared(JSON.stringify([range, bucket]), () => figuresOf(range, bucket));
        return ok({ serverTime: toShanghai(now()), ...range, bucket, ...figures });
      },
    ),
  ];
}

function rangeOf(asked: { from?: string | undefined; to?: string | undefined; bucket: 'day' | 'hour' }, now: number) {
  const size = BUCKET[asked.bucket];
  // The bucket that is now running counts as the last one.
  const running = asked.bucket === 'day' ? startOfDay(now) : Math.floor(now / HOUR) * HOUR;
  const to = asked.to === undefined ? running + size : toEpoch(asked.to);
  const from = asked.from === undefined ? to - USUAL_BUCKETS[asked.bucket] * size : toEpoch(asked.from);
  if (from >= to) throw new ApiProblem('invalid-request', '开始时间须早于结束时间');
  if ((to - from) / size > MOST_BUCKETS) {
    throw new ApiProblem('invalid-request', `时间范围过长：最多 ${MOST_BUCKETS} 个时间段`, {
      hint: '请缩短范围，或改为按天统计',
    });
  }
  return { from: toShanghai(from), to: toShanghai(to) };
}

function trendOf(all: readonly Bucket[], own: readonly Bucket[]) {
  const ownBy = new Map(own.map(({ from, count }) => [toEpoch(from), count]));
  return all.map(({ from, count }) => ({ from, posts: count, domainPosts: ownBy.get(toEpoch(from)) ?? 0 }));
}
