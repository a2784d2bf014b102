import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiFailure, isWorthRetrying } from './failure.ts';

export const SESSION_KEY = ['session'] as const;

/** One client per page. An answer "not logged in" to anything ends the session on the page too. */
export function createQueryClient(): QueryClient {
  const endSession = (error: unknown) => {
    if (error instanceof ApiFailure && error.code === 'not-logged-in') client.setQueryData(SESSION_KEY, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: endSession }),
    mutationCache: new MutationCache({ onError: endSession }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        gcTime: 10 * 60_000,
        retry: (count, error) => count < 2 && isWorthRetrying(error),
        refetchOnWindowFocus: true,
      },
    },
  });
  return client;
}
