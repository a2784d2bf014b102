import type { HeatSpec } from '../../rules/schema.ts';
import type { Heat } from '../model/heat.ts';
import type { Post } from '../model/post.ts';
import type { Observation } from '../model/post-watch.ts';
import type { ScorePart } from '../model/verdict.ts';
import { reachesOf, reachWords } from './reach.ts';

/** What heat looks at. */
export type HeatPost = Pick<Post, 'docId' | 'author' | 'sourceId' | 'channel' | 'eventTime' | 'metrics'>;

/** Counts that were seen on a post's page at several looks, oldest first, by docId (pipeline/watch). */
export type CountSeries = ReadonlyMap<string, readonly Observation[]>;

const NO_SERIES: CountSeries = new Map();

const HOUR_MS = 3_600_000;

/**
 * Heat of the posts of an event at an instant: posts, authors, reach, interactions, their growth and what came of late, each a
 * logarithm with its own ceiling, so that no single input can carry the number. An author counts with a few posts only and
 * with the one that is noticed most; posts without an author count as by their source. More posts, authors, sources or
 * interactions never lower it. Posts later than `now` count, but not as recent.
 */
export function heatOf(posts: readonly HeatPost[], now: number, spec: HeatSpec, series: CountSeries = NO_SERIES): Heat {
  const byAuthor = Map.groupBy(posts, ({ author, sourceId }) => author ?? `source:${sourceId}`);
  const capped = (list: readonly HeatPost[]) => Math.min(list.length, spec.postsPerAuthor);
  const counted = sum([...byAuthor.values()], capped);
  const since = now - spec.recentHours * HOUR_MS;
  const isRecent = ({ eventTime }: HeatPost) => Date.parse(eventTime) > since && Date.parse(eventTime) <= now;
  const recent = sum([...byAuthor.values()], (list) => capped(list.filter(isRecent)));
  const reaches = reachesOf(posts, spec.channels);
  const reach = sum(reaches, ({ points }) => points);
  const noticed = sum([...byAuthor.values()], (list) =>
    Math.max(...list.map((post) => interactionsOf(post, spec) ?? 0)),
  );
  const grown = posts.map((post) => ({ post, growth: growthOf(series.get(post.docId) ?? [], { since, now, spec }) }));
  const known = grown.filter(({ growth }) => growth !== null).length;
  const byAuthorGrown = Map.groupBy(grown, ({ post: { author, sourceId } }) => author ?? `source:${sourceId}`);
  const growth = sum([...byAuthorGrown.values()], (list) => Math.max(...list.map((one) => one.growth ?? 0)));
  const parts = [
    part(
      '帖文',
      counted,
      spec.posts,
      `共 ${posts.length} 帖，每位作者最多计 ${spec.postsPerAuthor} 帖，计 ${counted} 帖`,
    ),
    part('作者', byAuthor.size, spec.authors, `${byAuthor.size} 位作者（作者未知的按来源计）`),
    part('传播面', reach, spec.reach, `${reaches.length} 个来源，影响面 ${reachWords(reaches)}`),
    part(
      '互动',
      noticed,
      spec.interactions,
      `每位作者最受关注的一帖，${interactionWords(spec)}，折算 ${tenth(noticed)}`,
    ),
    part('近期', recent, spec.recent, `近 ${spec.recentHours} 小时计 ${recent} 帖`),
    part('互动增长', growth, spec.growth, `近 ${spec.recentHours} 小时回访 ${known} 帖，折算互动增加 ${tenth(growth)}`),
  ];
  return {
    value: tenth(sum(parts, ({ points }) => points)),
    parts,
    missing: missingIn(posts, posts.length - known),
    version: spec.version,
  };
}

/** With amount and weights in the reason: what a reader works out from them is the points exactly. */
function part(name: string, amount: number, { perDoubling, most }: HeatSpec['posts'], why: string): ScorePart {
  const shown = tenth(amount);
  const points = tenth(Math.min(most, perDoubling * Math.log2(1 + shown)));
  return { name, points, why: `${why}：${perDoubling} × log₂(1 + ${shown})，最多 ${most}` };
}

function interactionWords({ interaction: { reposts, comments, likes, reads } }: HeatSpec): string {
  return `转发 × ${reposts}、评论 × ${comments}、点赞 × ${likes}、阅读 × ${reads}`;
}

/**
 * How much more was counted at the latest look by `now` than at the last one before `since`, or the first one there is. Each
 * kind of count is compared with itself, so that one which the page no longer shows takes nothing away; what fell counts
 * 0. Null where two looks with a count in common are missing.
 */
function growthOf(
  looks: readonly Observation[],
  { since, now, spec }: { since: number; now: number; spec: HeatSpec },
): number | null {
  const seen = looks.filter(({ at }) => Date.parse(at) <= now);
  const last = seen.findLast(({ at }) => Date.parse(at) > since);
  const first = seen.findLast(({ at }) => Date.parse(at) <= since) ?? seen[0];
  if (last === undefined || first === undefined || first === last) return null;
  let growth: number | null = null;
  for (const kind of COUNTS) {
    const [before, after] = [first.metrics[kind], last.metrics[kind]];
    if (before === null || after === null) continue;
    growth = (growth ?? 0) + Math.max(0, after - before) * spec.interaction[kind];
  }
  return growth;
}

const COUNTS = ['reposts', 'comments', 'likes', 'reads'] as const;

/** Null where none of the counts is known. */
function interactionsOf({ metrics }: HeatPost, { interaction }: HeatSpec): number | null {
  const { reposts, comments, likes, reads } = metrics;
  if (reposts === null && comments === null && likes === null && reads === null) return null;
  return (
    (reposts ?? 0) * interaction.reposts +
    (comments ?? 0) * interaction.comments +
    (likes ?? 0) * interaction.likes +
    (reads ?? 0) * interaction.reads
  );
}

function missingIn(posts: readonly HeatPost[], unseen: number): string[] {
  const tell = (what: string, isMissing: (post: HeatPost) => boolean) => {
    const count = posts.filter(isMissing).length;
    return count === 0 ? [] : [`${count} 帖${what}`];
  };
  return [
    ...(unseen === 0 ? [] : [`${unseen} 帖互动的增长未知（没有先前的互动数可比）`]),
    ...tell('作者未知', ({ author }) => author === null),
    ...tell('转发数未知', ({ metrics }) => metrics.reposts === null),
    ...tell('评论数未知', ({ metrics }) => metrics.comments === null),
    ...tell('点赞数未知', ({ metrics }) => metrics.likes === null),
    ...tell('阅读数未知', ({ metrics }) => metrics.reads === null),
  ];
}

/** Smaller ones first, so that the order of the posts does not show in the last digits. */
function sum<T>(list: readonly T[], of: (one: T) => number): number {
  return list
    .map(of)
    .sort((a, b) => a - b)
    .reduce((total, one) => total + one, 0);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
