import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Overview, overview } from '../../alert-contract.ts';
import { callApi } from './api.ts';
import { usePollInterval } from './live-context.ts';

export function useOverview(bucket: Overview['bucket']) {
  const refetchInterval = usePollInterval();
  return useQuery<Overview>({
    queryKey: ['overview', bucket],
    refetchInterval,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => callApi('/api/overview', overview, { query: { bucket }, signal }),
  });
}
