import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type SourceList,
  type SourceRow,
  sourceList,
  sourceRow,
  sourceRunStarted,
  sourceSaved,
} from '../../source-contract.ts';
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

export function useSwitchSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ sourceId, enabled }: { sourceId: string; enabled: boolean }) =>
      callApi(`/api/sources/${encodeURIComponent(sourceId)}/enabled`, sourceRow, { method: 'POST', body: { enabled } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['sources'] }),
  });
}

/** Takes a source out of service, or back. `onDone` is told also when the source stands in the other list by then. */
export function useRetireSource(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ sourceId, ...body }: { sourceId: string; retired: boolean; reason: string }) =>
      callApi(`/api/sources/${encodeURIComponent(sourceId)}/retired`, sourceRow, { method: 'POST', body }),
    onSettled: async (answer) => {
      await client.invalidateQueries({ queryKey: ['sources'] });
      if (answer !== undefined) onDone();
    },
  });
}

/** Null = a new source: there is nothing to read. */
export function useSourceRow(sourceId: string | null) {
  return useQuery<SourceRow>({
    queryKey: ['sources', sourceId, 'row'],
    enabled: sourceId !== null,
    // What is being changed must not be replaced under the hands of the one who changes it.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: ({ signal }) => callApi(`/api/sources/${encodeURIComponent(sourceId ?? '')}/row`, sourceRow, { signal }),
  });
}

export function useSaveSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => callApi('/api/sources', sourceSaved, { method: 'POST', body: { text } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['sources'] }),
  });
}

export function useRestoreSource() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sourceId: string) =>
      callApi(`/api/sources/${encodeURIComponent(sourceId)}/row`, sourceRow, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['sources'] }),
  });
}
