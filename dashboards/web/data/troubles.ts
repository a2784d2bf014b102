import { useQuery } from '@tanstack/react-query';
import { troublesAnswer } from '../../contract.ts';
import { callApi } from './api.ts';

const EVERY_MS = 30_000;

/** What keeps the system from working; only administrators may ask. */
export function useTroubles() {
  return useQuery({
    queryKey: ['troubles'],
    refetchInterval: EVERY_MS,
    queryFn: ({ signal }) => callApi('/api/troubles', troublesAnswer, { signal }),
  });
}
