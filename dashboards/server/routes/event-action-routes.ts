import type { EventAction } from '../../../pipeline/model/action.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { PERMISSIONS } from '../../account-contract.ts';
import { eventActionAnswer, eventActionRequest } from '../../record-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noQuery, ok } from '../endpoint.ts';
import { may } from '../permissions.ts';
import type { ServerDeps } from '../server-deps.ts';
import { actorOf } from './alert-routes.ts';

/** Operators make one event of two, or two of one. */
export function eventActionRoutes(deps: Pick<ServerDeps, 'store' | 'submitAction' | 'now' | 'random'>): Endpoint[] {
  const act = endpoint(
    'login',
    {
      method: 'post',
      path: '/api/events/{id}/actions',
      tag: '事件',
      summary: '合并或拆分事件',
      query: noQuery,
      body: eventActionRequest,
      answers: { 200: eventActionAnswer, 202: eventActionAnswer },
    },
    async ({ body, param, session }) => {
      if (!may(session.account.role, 'arrange-events')) {
        throw new ApiProblem('forbidden', `您的角色没有“${PERMISSIONS['arrange-events']}”的权限`);
      }
      const action: EventAction = {
        ...body,
        actionId: `act_${Buffer.from(deps.random(16)).toString('base64url')}`,
        eventId: param('id'),
        by: actorOf(session.account),
        at: toShanghai(deps.now()),
      };
      const { actionId } = action;
      const result = await deps.submitAction(action);
      if (result === 'pending') return { status: 202, body: { state: 'pending' as const, actionId, event: null } };
      if (result.state === 'refused') {
        throw new ApiProblem('refused', result.problem ?? '没有办成', { hint: '请刷新事件页后再试' });
      }
      return ok({ state: 'applied' as const, actionId, event: await deps.store.event(action.eventId) });
    },
  );
  return [act];
}
