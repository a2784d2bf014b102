import type { PostsQuery } from '../../record-contract.ts';
import {
  type Level,
  readChannel,
  readLevels,
  readTimeFilter,
  type TimeFilter,
  timeBounds,
  word,
} from './board-filters.ts';

export interface SearchFilters extends TimeFilter {
  q: string | null;
  levels: readonly Level[];
  topic: string | null;
  district: string | null;
  source: string | null;
  channel: PostsQuery['channel'] | null;
  rule: string | null;
  /** Only what is the bureau's business. */
  domainOnly: boolean;
}

export function readSearchFilters(params: URLSearchParams): SearchFilters {
  return {
    q: word(params, 'q'),
    levels: readLevels(params),
    topic: word(params, 'topic'),
    district: word(params, 'district'),
    source: word(params, 'source'),
    channel: readChannel(params),
    rule: word(params, 'rule'),
    domainOnly: params.get('domain') === 'true',
    ...readTimeFilter(params),
  };
}

export function toPostsQuery(filters: SearchFilters, now: number): Omit<PostsQuery, 'cursor' | 'limit'> {
  const { q, levels, topic, district, source, channel, rule, domainOnly } = filters;
  return {
    ...(q === null ? {} : { q }),
    ...(levels.length === 0 ? {} : { level: [...levels] }),
    ...(topic === null ? {} : { topic }),
    ...(district === null ? {} : { district }),
    ...(source === null ? {} : { source }),
    ...(channel === null || channel === undefined ? {} : { channel }),
    ...(rule === null ? {} : { rule }),
    ...(domainOnly ? { domain: 'true' as const } : {}),
    ...timeBounds(filters, now),
  };
}
