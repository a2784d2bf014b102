import { useQuery } from '@tanstack/react-query';
import { type RuleList, ruleList } from '../../rulebook-contract.ts';
import { callApi } from './api.ts';

export function useRules() {
  return useQuery<RuleList>({
    queryKey: ['rules'],
    staleTime: 60_000,
    queryFn: ({ signal }) => callApi('/api/rules', ruleList, { signal }),
  });
}
