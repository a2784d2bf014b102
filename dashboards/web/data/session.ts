import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { type LoginRequest, type PasswordRequest, type Session, session } from '../../account-contract.ts';
import { callApi } from './api.ts';
import { ApiFailure } from './failure.ts';
import { dropAllActions } from './followed-actions.ts';
import { SESSION_KEY } from './query-client.ts';

/** Null = not logged in. */
export function useSession() {
  return useQuery<Session | null>({
    queryKey: SESSION_KEY,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      try {
        return await callApi('/api/session', session, { signal });
      } catch (error) {
        if (error instanceof ApiFailure && error.code === 'not-logged-in') return null;
        throw error;
      }
    },
  });
}

export function useLogin() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: LoginRequest) => callApi('/api/session', session, { method: 'POST', body }),
    // Nothing of the person who sat here before may be shown.
    onSuccess: (given) => {
      client.clear();
      client.setQueryData(SESSION_KEY, given);
    },
  });
}

export function useLogout() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => callApi('/api/session', z.undefined(), { method: 'DELETE' }),
    onSuccess: () => {
      client.setQueryData(SESSION_KEY, null);
      dropAllActions();
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
    },
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PasswordRequest) => callApi('/api/session/password', session, { method: 'POST', body }),
    onSuccess: (given) => client.setQueryData(SESSION_KEY, given),
  });
}
