import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type RouteQuery, type RouteTrial, routeTrial } from '../../route-contract.ts';
import { callApi } from './api.ts';

/** Where a post with these labels would go; not asked without any. */
export function useRouteTrial(query: RouteQuery) {
  return useQuery<RouteTrial>({
    queryKey: ['route', query],
    enabled: Object.keys(query).length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => callApi('/api/route', routeTrial, { query, signal }),
  });
}
