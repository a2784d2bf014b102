import type { Action, Actor } from '../../../pipeline/model/action.ts';
import type { Alert } from '../../../pipeline/model/alert.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { Case } from '../../../pipeline/model/case.ts';
import { ROLES } from '../../account-contract.ts';
import {
  type ActionAnswer,
  actionAnswer,
  actionRequest,
  alertDetail,
  alertPage,
  alertsQuery,
} from '../../alert-contract.ts';
import type { Account } from '../accounts.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { given, pageAsked, pageOf } from '../page-of.ts';
import { offeredActions, whyNotAllowed } from '../permissions.ts';
import type { ServerDeps } from '../server-deps.ts';

type Deps = Pick<ServerDeps, 'queries' | 'store' | 'submitAction' | 'now' | 'random'>;

const path = '/api/alerts';
const tag = '预警';
/** One alert has far fewer notices and audit rows than this. */
const MOST_OF_ONE = { limit: 200 } as const;

export function alertView(account: Account, alert: Alert) {
  return { ...alert, actions: offeredActions(account, alert) };
}

export function caseLinkOf({ caseId, title, state }: Case) {
  return { caseId, title, state };
}

/** The alert board, one alert, and what people do to it. */
export function alertRoutes(deps: Deps): Endpoint[] {
  const { queries, now } = deps;

  async function known(alertId: string): Promise<Alert> {
    const alert = await queries.alert(alertId);
    if (alert === null) throw new ApiProblem('not-found', '没有这条预警', { hint: '请检查地址，或从预警列表重新进入' });
    return alert;
  }

  const list = endpoint(
    'login',
    { method: 'get', path, tag, summary: '预警列表', query: alertsQuery, body: noBody, answers: { 200: alertPage } },
    async ({ query, session }) => {
      const { state: states, level: levels, event: eventId, q: text, order, cursor: _, limit: __, ...rest } = query;
      const found = await queries.findAlerts(
        given({ ...rest, states, levels, eventId, text }),
        pageAsked(query),
        order,
      );
      return ok(pageOf(found, now(), (alert) => alertView(session.account, alert)));
    },
  );

  const detail = endpoint(
    'login',
    {
      method: 'get',
      path: `${path}/{id}`,
      tag,
      summary: '一条预警及其依据',
      query: noQuery,
      body: noBody,
      answers: { 200: alertDetail },
    },
    async ({ param, session }) => {
      const alert = await known(param('id'));
      const [post, notices, audit, cases] = await Promise.all([
        queries.post(alert.docId),
        queries.findNotices({ alertId: alert.alertId }, MOST_OF_ONE),
        queries.findAudit({ object: alert.alertId }, MOST_OF_ONE),
        deps.store.casesOfEvent(alert.eventId),
      ]);
      return ok({
        alert: alertView(session.account, alert),
        post,
        notices: [...notices.items],
        audit: [...audit.items].sort((a, b) => a.seq - b.seq),
        cases: cases.map(caseLinkOf),
        serverTime: toShanghai(now()),
      });
    },
  );

  const act = endpoint(
    'login',
    {
      method: 'post',
      path: `${path}/{id}/actions`,
      tag,
      summary: '签收、办结或批注',
      query: noQuery,
      body: actionRequest,
      answers: { 200: actionAnswer, 202: actionAnswer },
    },
    async ({ body, param, session }) => {
      const alert = await known(param('id'));
      const refusal = whyNotAllowed(session.account, body.kind, alert);
      if (refusal !== null) throw new ApiProblem('forbidden', refusal);
      const action = actionOf(deps, alert, { ...body, by: actorOf(session.account) });
      const result = await deps.submitAction(action);
      const { actionId, alertId } = action;
      if (result === 'pending') {
        const pending: ActionAnswer = { state: 'pending', actionId, alertId };
        return { status: 202, body: pending };
      }
      const after = await known(alertId);
      if (result.state === 'refused') throw refused(result.problem, action, after);
      const done: ActionAnswer = { state: 'applied', result, alert: alertView(session.account, after) };
      return ok(done);
    },
  );
  return [list, detail, act];
}

function actionOf(deps: Deps, alert: Alert, asked: Pick<Action, 'kind' | 'reason' | 'expectedVersion' | 'by'>): Action {
  return {
    ...asked,
    reason: asked.reason === '' ? null : asked.reason,
    actionId: `act_${Buffer.from(deps.random(16)).toString('base64url')}`,
    alertId: alert.alertId,
    at: toShanghai(deps.now()),
  };
}

export function actorOf({ account, name, role, department, post }: Account): Actor {
  return { account, name, role: ROLES[role], department, ...(role === 'leader' && post !== null ? { post } : {}) };
}

function refused(problem: string | null, action: Action, after: Alert): ApiProblem {
  const changed = action.expectedVersion !== null && action.expectedVersion !== after.version;
  return new ApiProblem(changed ? 'conflict' : 'refused', problem ?? '操作未被接受', {
    hint: changed ? '页面显示的不是最新情况，请刷新后再操作' : '请刷新页面查看预警的当前状态',
  });
}
