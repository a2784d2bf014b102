import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type SilenceAnswer,
  type SilenceRequest,
  type SilencesAnswer,
  silenceAnswer,
  silencesAnswer,
} from '../../alert-contract.ts';
import { callApi } from './api.ts';

/** Silences are few and not on the live feed: everybody who looks sees within seconds what another one decided. */
const EVERY_MS = 10_000;

export function useSilences() {
  return useQuery<SilencesAnswer>({
    queryKey: ['silences'],
    refetchInterval: EVERY_MS,
    queryFn: ({ signal }) => callApi('/api/silences', silencesAnswer, { signal }),
  });
}

export type SilenceOrder =
  | { kind: 'silence'; body: SilenceRequest }
  | { kind: 'approve' | 'end'; silenceId: string; reason: string };

/**
 * Asks for a silence, agrees to one or ends one. `onDone` is told also when whoever asked has left the screen meanwhile: a
 * silence that is agreed to stands in another list.
 */
export function useSilenceOrder(onDone: (answer: SilenceAnswer) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: SilenceOrder) =>
      order.kind === 'silence'
        ? callApi('/api/silences', silenceAnswer, { method: 'POST', body: order.body })
        : callApi(`/api/silences/${encodeURIComponent(order.silenceId)}/${order.kind}`, silenceAnswer, {
            method: 'POST',
            body: { reason: order.reason },
          }),
    onSettled: async (answer) => {
      const touched = ['silences', 'alert', 'alerts', 'event'];
      await Promise.all(touched.map((name) => client.invalidateQueries({ queryKey: [name] })));
      if (answer !== undefined) onDone(answer);
    },
  });
}
