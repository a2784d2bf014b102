import { useInfiniteQuery } from '@tanstack/react-query';
import { type NoticesQuery, noticePage } from '../../alert-contract.ts';
import { callApi } from './api.ts';
import { usePollInterval } from './live-context.ts';

export type NoticeScope = NonNullable<NoticesQuery['scope']>;

export function useNotices(scope: NoticeScope) {
  const refetchInterval = usePollInterval();
  return useInfiniteQuery({
    queryKey: ['notices', scope],
    initialPageParam: '',
    refetchInterval,
    queryFn: ({ pageParam, signal }) =>
      callApi('/api/notices', noticePage, { query: { scope, limit: 50, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
  });
}
