import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type AccountChange,
  type AccountChanged,
  type AccountHistory,
  type AccountList,
  type AccountRequest,
  accountChanged,
  accountHistory,
  accountList,
  type PeopleList,
  peopleList,
} from '../../account-contract.ts';
import { callApi } from './api.ts';

const PATH = '/api/accounts';

export function useAccounts() {
  return useQuery<AccountList>({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => callApi(PATH, accountList, { signal }),
  });
}

/** Gives the name for an account, or the account itself where nobody of that name is known. */
export function useNames(): (account: string) => string {
  const { data } = useQuery<PeopleList>({
    queryKey: ['accounts', 'names'],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => callApi('/api/people', peopleList, { signal }),
  });
  return (account) => data?.items.find((one) => one.account === account)?.name ?? account;
}

export function useAccountHistory(account: string) {
  return useQuery<AccountHistory>({
    queryKey: ['accounts', account, 'history'],
    queryFn: ({ signal }) => callApi(`${PATH}/${encodeURIComponent(account)}/history`, accountHistory, { signal }),
  });
}

export type AccountOrder =
  | { kind: 'create'; body: AccountRequest }
  | { kind: 'change'; account: string; body: AccountChange };

/**
 * Makes an account or changes one; the answer holds the new password, where one was made, for the only time. `onDone` is told
 * also when whoever asked has left the screen meanwhile: the row of an account that is disabled stands in another list.
 */
export function useAccountOrder(onDone: (made: AccountChanged) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: AccountOrder) =>
      order.kind === 'create'
        ? callApi(PATH, accountChanged, { method: 'POST', body: order.body })
        : callApi(`${PATH}/${encodeURIComponent(order.account)}`, accountChanged, {
            method: 'PATCH',
            body: order.body,
          }),
    // Rights, names and turns of cases hang on accounts, the own session among them.
    onSettled: async (made) => {
      await Promise.all(['accounts', 'session'].map((name) => client.invalidateQueries({ queryKey: [name] })));
      if (made !== undefined) onDone(made);
    },
  });
}
