import { useQuery } from '@tanstack/react-query';
import { type EventDetail, eventDetail } from '../../contract.ts';
import { callApi } from './api.ts';
import { usePollInterval } from './live-context.ts';

export function useEventDetail(eventId: string) {
  const refetchInterval = usePollInterval();
  return useQuery<EventDetail>({
    queryKey: ['event', eventId],
    refetchInterval,
    queryFn: ({ signal }) => callApi(`/api/events/${encodeURIComponent(eventId)}`, eventDetail, { signal }),
  });
}
