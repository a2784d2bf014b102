import type { AlertDetail } from '../../alert-contract.ts';
import { type RouteQuery, routeQuery } from '../../route-contract.ts';

const NAMES = ['topic', 'level', 'district', 'estate', 'source', 'channel', 'kind', 'rule'] as const;

/** The labels an address stands for. What it does not understand counts as not given. */
export function readRouteLabels(params: URLSearchParams): RouteQuery {
  const given = NAMES.flatMap((name) => {
    const value = (params.get(name) ?? '').trim();
    return value !== '' && routeQuery.safeParse({ [name]: value }).success ? [[name, value]] : [];
  });
  return Object.fromEntries(given);
}

/** The address that tries the labels of an alert. */
export function routeAddressOf({ alert, post }: Pick<AlertDetail, 'alert' | 'post'>): string {
  const { topic, level, places, channel } = alert;
  const rules = [...new Set(post?.verdict.hits.map(({ rule }) => rule) ?? [])];
  const labels = {
    ...{ topic, level, district: places.district, estate: places.estate, channel },
    ...{ source: post?.post.sourceId, rule: rules.join(',') },
  };
  const known = Object.entries(labels).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return `/rules/route?${new URLSearchParams(known)}`;
}
