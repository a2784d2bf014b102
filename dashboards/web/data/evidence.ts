import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type EvidenceView, evidenceView } from '../../alert-contract.ts';
import { callApi, downloadFile } from './api.ts';

const pathOf = (alertId: string) => `/api/alerts/${encodeURIComponent(alertId)}/evidence`;

/** Not for alerts whose pages are not kept. */
export function useEvidence(alertId: string, wanted: boolean) {
  return useQuery<EvidenceView>({
    queryKey: ['alert', alertId, 'evidence'],
    enabled: wanted,
    // Captured within a minute or so; what is kept does not change any more.
    refetchInterval: ({ state: { data } }) => (data?.state === 'kept' ? false : 30_000),
    queryFn: ({ signal }) => callApi(pathOf(alertId), evidenceView, { signal }),
  });
}

export function useTakeEvidence(alertId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => downloadFile(pathOf(alertId), { reason }, `evidence-${alertId}.zip`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['alert', alertId] }),
  });
}
