import { queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type CaseActionAnswer,
  type CaseActionRequest,
  type CaseDetail,
  type CasesQuery,
  caseActionAnswer,
  caseDetail,
  casePage,
} from '../../case-contract.ts';
import { callApi } from './api.ts';
import { usePollInterval } from './live-context.ts';

export type CaseFilters = Omit<CasesQuery, 'cursor' | 'limit'>;

const addressOf = (caseId: string) => `/api/cases/${encodeURIComponent(caseId)}`;

/** Overdue first. */
export function useCases(filters: CaseFilters, enabled = true) {
  const refetchInterval = usePollInterval();
  return useInfiniteQuery({
    queryKey: ['cases', filters],
    enabled,
    initialPageParam: '',
    refetchInterval,
    queryFn: ({ pageParam, signal }) =>
      callApi('/api/cases', casePage, { query: { ...filters, limit: 50, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
  });
}

/** How many cases wait for a post of mine. */
export function useMyTurnCount() {
  const refetchInterval = usePollInterval();
  return useQuery({
    queryKey: ['cases', 'my-turn'],
    refetchInterval,
    queryFn: ({ signal }) => callApi('/api/cases', casePage, { query: { scope: 'mine', limit: 1 }, signal }),
  });
}

export function caseQuery(caseId: string) {
  return queryOptions<CaseDetail>({
    queryKey: ['case', caseId],
    queryFn: ({ signal }) => callApi(addressOf(caseId), caseDetail, { signal }),
  });
}

export function useCase(caseId: string) {
  const refetchInterval = usePollInterval();
  return useQuery({ ...caseQuery(caseId), refetchInterval });
}

/** For an alert that none was opened for by itself. `onDone` is told also when the case stands on the page by then, and no button. */
export function useOpenCase(onDone: (answer: CaseActionAnswer) => void) {
  const client = useQueryClient();
  return useMutation<CaseActionAnswer, Error, string>({
    mutationFn: (alertId) => callApi('/api/cases', caseActionAnswer, { method: 'POST', body: { alertId } }),
    onSettled: async (answer) => {
      await Promise.all([['cases'], ['alert'], ['event']].map((queryKey) => client.invalidateQueries({ queryKey })));
      if (answer !== undefined) onDone(answer);
    },
  });
}

/**
 * After a refusal the page was out of date: it is asked again while the form stays as it was typed. `onDone` is told also when
 * what was acted on, such as an answer that somebody found, is off the page by then.
 */
export function useCaseAct(caseId: string, onDone: (answer: CaseActionAnswer) => void) {
  const client = useQueryClient();
  return useMutation<CaseActionAnswer, Error, CaseActionRequest>({
    mutationFn: (body) => callApi(`${addressOf(caseId)}/actions`, caseActionAnswer, { method: 'POST', body }),
    onSuccess: ({ detail }) => {
      if (detail !== null) client.setQueryData<CaseDetail>(['case', caseId], detail);
    },
    onSettled: async (answer) => {
      await Promise.all([['cases'], ['case', caseId]].map((queryKey) => client.invalidateQueries({ queryKey })));
      if (answer !== undefined) onDone(answer);
    },
  });
}
