import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { originalAnswer, type PostsQuery, postDetail, postPage } from '../../record-contract.ts';
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

/** The text before masking. Kept nowhere but in the window that shows it. */
export function useReveal(docId: string) {
  return useMutation({
    gcTime: 0,
    mutationFn: (reason: string) =>
      callApi(`/api/posts/${encodeURIComponent(docId)}/original`, originalAnswer, { method: 'POST', body: { reason } }),
  });
}
