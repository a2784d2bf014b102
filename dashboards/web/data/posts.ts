import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type PostsQuery, postDetail, postPage } from '../../contract.ts';
import { callApi } from './api.ts';

export const POSTS_PER_PAGE = 20;
export type PostFilters = Omit<PostsQuery, 'limit'>;

/** One page of found posts. Results do not move by themselves: they are asked again only by the reader. */
export function usePosts(filters: PostFilters) {
  return useQuery({
    queryKey: ['posts', filters],
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => callApi('/api/posts', postPage, { query: { ...filters, limit: POSTS_PER_PAGE }, signal }),
  });
}

export function usePost(docId: string) {
  return useQuery({
    queryKey: ['post', docId],
    queryFn: ({ signal }) => callApi(`/api/posts/${encodeURIComponent(docId)}`, postDetail, { signal }),
  });
}
