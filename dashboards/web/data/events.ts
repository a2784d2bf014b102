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

/** With so many of its newest posts; while more of them are on their way, those that are here stay. */
export function useEventDetail(eventId: string, posts: number) {
  const refetchInterval = usePollInterval();
  return useQuery<EventDetail>({
    queryKey: ['event', eventId, posts],
    refetchInterval,
    placeholderData: (before, query) => (query?.queryKey[1] === eventId ? before : undefined),
    queryFn: ({ signal }) =>
      callApi(`/api/events/${encodeURIComponent(eventId)}`, eventDetail, { query: { posts }, signal }),
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
