import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import {
  type ActionAnswer,
  type ActionRequest,
  type AlertDetail,
  type AlertPage,
  type AlertsQuery,
  type AlertView,
  actionAnswer,
  alertDetail,
  alertPage,
} from '../../alert-contract.ts';
import { callApi } from './api.ts';
import { usePollInterval } from './live-context.ts';

const PAGE = 100;

export type AlertFilters = Omit<AlertsQuery, 'cursor' | 'limit'>;

/** Pages of alerts, newest first. All loaded pages are asked again when something changes. */
export function useAlerts(filters: AlertFilters) {
  const refetchInterval = usePollInterval();
  return useInfiniteQuery({
    queryKey: ['alerts', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      callApi('/api/alerts', alertPage, { query: { ...filters, limit: PAGE, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
    refetchInterval,
    // A change of filter keeps the old rows on the screen until the new ones are here.
    placeholderData: keepPreviousData,
  });
}

/** How many alerts of each level the filters leave, levels apart. */
export function useLevelCounts(filters: AlertFilters, levels: readonly AlertView['level'][]) {
  const refetchInterval = usePollInterval();
  return useQueries({
    queries: levels.map((level) => ({
      queryKey: ['alerts-count', { ...filters, level: [level] }],
      refetchInterval,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        callApi('/api/alerts', alertPage, { query: { ...filters, level: [level], limit: 1 }, signal }),
    })),
    combine: (results) =>
      new Map(
        results.flatMap(({ data }, index) => {
          const level = levels[index];
          return data && level ? [[level, { total: data.total, capped: data.totalCapped }] as const] : [];
        }),
      ),
  });
}

/** Alerts that nobody has signed for, counted for the title of the page. */
export function useOpenCount() {
  const refetchInterval = usePollInterval();
  return useQuery({
    queryKey: ['alerts-count', { state: ['open'] }],
    refetchInterval,
    queryFn: ({ signal }) => callApi('/api/alerts', alertPage, { query: { state: ['open'], limit: 1 }, signal }),
  });
}

export function useAlert(alertId: string | null) {
  const refetchInterval = usePollInterval();
  return useQuery<AlertDetail>({
    queryKey: ['alert', alertId],
    enabled: alertId !== null,
    refetchInterval,
    queryFn: ({ signal }) => callApi(`/api/alerts/${encodeURIComponent(alertId ?? '')}`, alertDetail, { signal }),
  });
}

export interface ActionOrder {
  alert: AlertView;
  kind: ActionRequest['kind'];
  reason: string | null;
}

/** Carries the version that was on the screen, so that nobody acts on what they have not seen. */
export function useAct() {
  const client = useQueryClient();
  return useMutation<ActionAnswer, Error, ActionOrder>({
    mutationFn: ({ alert, kind, reason }) =>
      callApi(`/api/alerts/${encodeURIComponent(alert.alertId)}/actions`, actionAnswer, {
        method: 'POST',
        body: { kind, reason, expectedVersion: alert.version },
      }),
    onSuccess: (answer) => {
      if (answer.state !== 'applied') return;
      const { alert } = answer;
      client.setQueriesData<InfiniteData<AlertPage>>({ queryKey: ['alerts'] }, (data) => data && patched(data, alert));
      client.setQueryData<AlertDetail>(['alert', alert.alertId], (data) => data && { ...data, alert });
    },
    // After a refusal the page was out of date; after success the audit trail has a new line.
    onSettled: (_answer, _error, { alert }) =>
      Promise.all(
        [['alerts'], ['alerts-count'], ['alert', alert.alertId], ['event', alert.eventId]].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}

function patched(data: InfiniteData<AlertPage>, alert: AlertView): InfiniteData<AlertPage> {
  return {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => (item.alertId === alert.alertId ? alert : item)),
    })),
  };
}
