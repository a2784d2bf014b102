import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { z } from 'zod';
import { type ActionOutcome, actionOutcome } from '../../alert-contract.ts';
import { callApi } from './api.ts';

const followed = z.array(z.object({ actionId: z.string(), what: z.string(), since: z.number() }));
export type FollowedAction = z.infer<typeof followed>[number];

const KEY = 'yuqing-followed-actions';
const EVERY_MS = 2_000;
const listeners = new Set<() => void>();
let actions: readonly FollowedAction[] = read();

/** Of this tab, also after the page was loaded anew. */
function read(): readonly FollowedAction[] {
  try {
    return followed.catch([]).parse(JSON.parse(sessionStorage.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}

function become(next: readonly FollowedAction[]): void {
  actions = next;
  sessionStorage.setItem(KEY, JSON.stringify(next));
  for (const listener of listeners) listener();
}

/** An action that was accepted and not confirmed: it is shown until it is known what became of it. `what` as people call it: 签收“标题”. */
export function followAction(actionId: string, what: string): void {
  if (actions.every((one) => one.actionId !== actionId)) become([...actions, { actionId, what, since: Date.now() }]);
}

export function dropAction(actionId: string): void {
  become(actions.filter((one) => one.actionId !== actionId));
}

/** Who logs in next on this screen follows what is his own. */
export function dropAllActions(): void {
  become([]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export interface FollowedOutcome extends FollowedAction {
  /** Undefined before the first answer. */
  outcome: ActionOutcome | undefined;
}

/** What is followed, with what is known of each. When one is done or refused, what the pages show is asked again. */
export function useFollowedActions(): readonly FollowedOutcome[] {
  const client = useQueryClient();
  const list = useSyncExternalStore(subscribe, () => actions);
  const outcomes = useQueries({
    queries: list.map(({ actionId }) => ({
      queryKey: ['action', actionId],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        callApi(`/api/actions/${encodeURIComponent(actionId)}`, actionOutcome, { signal }),
      refetchInterval: ({ state: { data } }: { state: { data?: ActionOutcome | undefined } }) =>
        data === undefined || data.state === 'pending' ? EVERY_MS : false,
      // A page that lies in the background follows too: its title tells nobody, but what it shows must not be stale.
      refetchIntervalInBackground: true,
    })),
  });
  const known = outcomes.filter(({ data }) => data !== undefined && data.state !== 'pending').length;
  useEffect(() => {
    if (known > 0) void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'action' });
  }, [known, client]);
  return list.map((one, i) => ({ ...one, outcome: outcomes[i]?.data }));
}
