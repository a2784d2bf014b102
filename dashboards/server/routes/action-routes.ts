import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { actionOutcome } from '../../alert-contract.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';

/** What became of an action that was not confirmed when it was asked for. */
export function actionRoutes({ store, now }: Pick<ServerDeps, 'store' | 'now'>): Endpoint[] {
  const outcome = endpoint(
    'login',
    {
      method: 'get',
      path: '/api/actions/{id}',
      tag: '操作',
      summary: '一项操作是否已办成',
      query: noQuery,
      body: noBody,
      answers: { 200: actionOutcome },
    },
    async ({ param }) => {
      const actionId = param('id');
      const result = await store.actionResult(actionId);
      const { state, problem, at } = result ?? { state: 'pending' as const, problem: null, at: null };
      return ok({ actionId, state, problem, at, serverTime: toShanghai(now()) });
    },
  );
  return [outcome];
}
