import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type EventActionRequest,
  type EventDetail,
  eventActionAnswer,
  eventDetail,
  eventPage,
} from '../../record-contract.ts';
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

/** Events that may be the same happening: of the topic, the latest first. */
export function useNearEvents(topic: string) {
  return useQuery({
    queryKey: ['near-events', topic],
    queryFn: ({ signal }) => callApi('/api/events', eventPage, { query: { topic, limit: 100 }, signal }),
  });
}

/** Merges or splits an event. */
export function useArrangeEvent(eventId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: EventActionRequest) =>
      callApi(`/api/events/${encodeURIComponent(eventId)}/actions`, eventActionAnswer, { method: 'POST', body }),
    onSettled: () =>
      Promise.all(['event', 'alert', 'alerts'].map((name) => client.invalidateQueries({ queryKey: [name] }))),
  });
}
