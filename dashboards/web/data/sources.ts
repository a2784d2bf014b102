import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SourceList, sourceList, sourceRunStarted } from '../../contract.ts';
import { callApi } from './api.ts';
import { usePollInterval } from './live-context.ts';

export function useSources() {
  const refetchInterval = usePollInterval();
  return useQuery<SourceList>({
    queryKey: ['sources'],
    refetchInterval,
    queryFn: ({ signal }) => callApi('/api/sources', sourceList, { signal }),
  });
}

export function useRunSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sourceId: string) =>
      callApi(`/api/sources/${encodeURIComponent(sourceId)}/run`, sourceRunStarted, { method: 'POST', body: {} }),
    onSettled: () => client.invalidateQueries({ queryKey: ['sources'] }),
  });
}
