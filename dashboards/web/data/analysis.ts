import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { burstsAnswer, type WordsQuery, wordsAnswer } from '../../record-contract.ts';
import { callApi } from './api.ts';
import { usePollInterval } from './live-context.ts';

export function useBursts() {
  const refetchInterval = usePollInterval();
  return useQuery({
    queryKey: ['bursts'],
    refetchInterval,
    queryFn: ({ signal }) => callApi('/api/bursts', burstsAnswer, { signal }),
  });
}

export function useHotWords(query: WordsQuery) {
  return useQuery({
    queryKey: ['hot-words', query],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => callApi('/api/words', wordsAnswer, { query, signal }),
  });
}
